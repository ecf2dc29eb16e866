using ChatBox.Core.Commands;
using ChatBox.Core.People;

namespace ChatBox.Server.Sessions;

/// <summary>Downloads by RDT. Thread-safe.</summary>
public interface ITransfers
{
    /// <summary>A grant for one file, where the speaker may read it.</summary>
    Task<Answer> OpenAsync(Person speaker, ConnectionOrigin origin, OpenTransfer command, CancellationToken cancellationToken);
}
