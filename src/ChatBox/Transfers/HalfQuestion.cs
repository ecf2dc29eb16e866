using System.Globalization;
using System.Text.Json.Serialization;
using ChatBox.Client;
using ChatBox.Core.Files;
using ChatBox.Terminals;

namespace ChatBox.Transfers;

/// <summary>The pause at 50 %: says how far it is, and goes on only after a yes. The answer may be typed or piped in.</summary>
sealed class HalfQuestion(Terminal terminal, string name, bool isJson)
{
    /// <exception cref="CommandException">The answer is no, or there is none. The part is kept.</exception>
    public async Task AskAsync(HalfTime half, CancellationToken stop)
    {
        terminal.Status?.Show("");
        if (isJson)
            terminal.Output.WriteJson(new PausedReport("half", half.Bytes, half.Size, half.LastByte), PausedContext.Default.PausedReport);
        terminal.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Paused at 50 %: {FileSize.Of(half.Bytes)} of {FileSize.Of(half.Size)} of {name} are here. "
                + $"The last byte received is number {half.Bytes} (0x{half.LastByte:x2})."));
        terminal.Say("Proceed? (yes or no)");
        await foreach (var (_, line) in InputLines.ReadLinesAsync(terminal.Input, stop))
        {
            switch (line.Trim().ToUpperInvariant())
            {
                case "Y" or "YES" or "PROCEED":
                    return;
                case "N" or "NO":
                    throw Stopped();
                default:
                    terminal.Say("Please answer yes or no.");
                    break;
            }
        }

        throw Stopped();
    }

    static CommandException Stopped() =>
        new(ExitCodes.Failed, "Stopped at 50 %. What is here is kept: the same command goes on from there.");
}

/// <summary>A line of <c>chatbox get --json --confirm-half</c>.</summary>
/// <param name="Paused">Where: <c>half</c>.</param>
/// <param name="Bytes">How many are here; this is also the number of the last one.</param>
/// <param name="Size">How many there are in all.</param>
/// <param name="LastByte">The value of the last one that came, 0 to 255.</param>
sealed record PausedReport(string Paused, long Bytes, long Size, int LastByte);

[JsonSerializable(typeof(PausedReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class PausedContext : JsonSerializerContext;
