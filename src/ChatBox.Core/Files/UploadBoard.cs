using ChatBox.Core.Conversations;

namespace ChatBox.Core.Files;

/// <summary>
/// The uploads that go on, how far they are, and the messages that refer to them. Sans-I/O: the time is an argument. Not thread-safe. It
/// holds at most <see cref="FileLimits.Unfinished"/> for each person, as the store takes no more.
/// </summary>
sealed class UploadBoard
{
    /// <summary>How often others are told how far an upload is.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly Dictionary<FileId, Upload> uploads = [];

    public void Add(FileId file) => uploads.TryAdd(file, new Upload());

    public void Remove(FileId file) => uploads.Remove(file);

    /// <summary>A message refers to it from now on.</summary>
    public void Attach(FileId file, ConversationId conversation, long number)
    {
        if (uploads.TryGetValue(file, out var upload)) upload.Message = (conversation, number);
    }

    public long ReceivedOf(FileId file) => uploads.TryGetValue(file, out var upload) ? upload.Received : 0;

    /// <summary>Notes how far it is.</summary>
    /// <returns>The message whose readers are to be told; null where there is none, or they were told just now.</returns>
    public (ConversationId Conversation, long Number)? HandleReceived(FileId file, long received, DateTimeOffset now)
    {
        if (!uploads.TryGetValue(file, out var upload)) return null;
        upload.Received = received;
        // By the distance, so that a clock that was set back silences nobody.
        if (upload.Message is null || (upload.ToldAt is { } told && (now - told).Duration() < Interval)) return null;
        upload.ToldAt = now;
        return upload.Message;
    }

    sealed class Upload
    {
        public long Received { get; set; }
        public (ConversationId Conversation, long Number)? Message { get; set; }
        public DateTimeOffset? ToldAt { get; set; }
    }
}
