using System.Runtime.CompilerServices;
using ChatBox.Client.Requests;
using ChatBox.Core.Messages;
using ChatBox.Protocol.Json;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>
    /// Sends an upload of one's own as a message, with a caption where one is given; again after a lost connection, as
    /// <see cref="SendAsync"/>. In a direct conversation with somebody else it is an offer, and may still be under way.
    /// </summary>
    /// <param name="conversation">The id of a conversation one is in.</param>
    /// <param name="upload">The id of the upload.</param>
    /// <param name="caption">Up to 8,000 code points; none where it is null or empty.</param>
    /// <param name="clientId">As for <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">Ends waiting; the message may be stored nevertheless.</param>
    /// <exception cref="RefusedException">
    /// <c>upload_unfinished</c>: the bytes are not whole, and it is not an offer. <c>no_such_file</c>: there is no such upload of one's
    /// own. <c>file_state</c>: another message has it.
    /// </exception>
    /// <exception cref="AnswerTimeoutException">It is open whether it is stored.</exception>
    public async Task<MessageObject> SendUploadAsync(
        string conversation, string upload, string? caption = null, string? clientId = null, CancellationToken cancellationToken = default)
    {
        string? text = null;
        if (!string.IsNullOrEmpty(caption))
        {
            if (!MessageText.TryParse(caption, out var parsed, out var refusal)) throw new RefusedException(refusal.Code, refusal.Message);
            text = parsed.Value;
        }

        return await AskForMessageAsync(
            Words.Send,
            cancellationToken,
            (Words.Conversation, conversation),
            (Words.ClientId, clientId ?? ClientMessageId.New().Value),
            (Words.Text, text),
            (Words.Upload, upload));
    }

    /// <summary>Deletes a message: one's own, or any in a room that one made. No error where it is deleted already.</summary>
    /// <returns>What is left of it.</returns>
    public Task<MessageObject> DeleteAsync(string conversation, long number, CancellationToken cancellationToken = default) =>
        AskForMessageAsync(Words.Delete, cancellationToken, (Words.Conversation, conversation), (Words.Number, number));

    /// <summary>Answers an offer, withdraws it, or says what became of it. No error where it is so already.</summary>
    /// <param name="conversation">The id of a direct conversation.</param>
    /// <param name="number">The number of the message with the file.</param>
    /// <param name="state">A word of <see cref="FileWords"/>: accepted, declined, cancelled, arrived, verified or damaged.</param>
    /// <param name="cancellationToken">Ends waiting; it may be done nevertheless.</param>
    /// <exception cref="RefusedException"><c>file_state</c>: the file is in another state than that can follow.</exception>
    public Task<MessageObject> SetFileStateAsync(
        string conversation, long number, string state, CancellationToken cancellationToken = default) =>
        AskForMessageAsync(
            Words.FileSet, cancellationToken, (Words.Conversation, conversation), (Words.Number, number), (Words.State, state));

    /// <summary>
    /// One page of what has changed since a change: messages in the order of their newest changes, and the number of the newest change
    /// there is. The page is the last one when it has none, or its last message has that number.
    /// </summary>
    public async Task<ChangesPage> GetChangesAsync(
        string conversation, long after, int limit = PageLimit, CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(
            Words.Changes, cancellationToken, (Words.Conversation, conversation), (Words.After, after), (Words.Limit, limit));
        return new ChangesPage(Checked.Required(answer.Messages, Checked.IsWhole), answer.Changes ?? throw Checked.Incomplete());
    }

    /// <summary>One page of messages with files, newest first; the next one has <c>Next</c> as its <paramref name="before"/>.</summary>
    public async Task<FilesPage> GetFilesAsync(
        string conversation, string? before = null, int limit = PageLimit, CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(
            Words.Files, cancellationToken, (Words.Conversation, conversation), (Words.Before, before), (Words.Limit, limit));
        return new FilesPage(Checked.Required(answer.Messages, Checked.IsWhole), answer.Next);
    }

    /// <summary>All messages with files, newest first.</summary>
    public async IAsyncEnumerable<MessageObject> GetAllFilesAsync(
        string conversation, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (before, last) = ((string?)null, long.MaxValue);
        do
        {
            var page = await GetFilesAsync(conversation, before, PageLimit, cancellationToken);
            foreach (var message in page.Messages)
            {
                // Each is below the one before, so that no server can lead us in a circle.
                if (message.Number >= last) throw new ProtocolViolationException("The server's list of files goes in a circle.");
                last = message.Number;
                yield return message;
            }

            before = page.Next;
        }
        while (before is not null);
    }

    /// <summary>All files of the host's share, by path.</summary>
    public Task<IReadOnlyList<SharedFileObject>> GetShareAsync(CancellationToken cancellationToken = default) =>
        GetPagesAsync(Words.Share, answer => Checked.Required(answer.Files, Checked.IsWhole), cancellationToken);

    async Task<MessageObject> AskForMessageAsync(string type, CancellationToken cancellationToken, params (string, object?)[] fields) =>
        Checked.Required((await AskAsync(type, cancellationToken, fields)).Message, Checked.IsWhole);
}
