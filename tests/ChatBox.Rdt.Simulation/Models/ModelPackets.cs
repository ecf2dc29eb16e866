namespace ChatBox.Rdt.Simulation.Models;

/// <summary>A packet of a model sender: one numbered piece of the file.</summary>
sealed record ModelData(long Number, int Piece, bool IsLast);

/// <summary>What a model receiver answers: ranges of packet numbers, the highest first, and how long it waited.</summary>
sealed record ModelAck((long First, long Last)[] Ranges, TimeSpan Delay);
