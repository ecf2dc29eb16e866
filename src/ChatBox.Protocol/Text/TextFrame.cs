namespace ChatBox.Protocol.Text;

/// <summary>What a <see cref="TextFrameReader"/> yields: a whole message, or the reason why there is none in its place.</summary>
/// <param name="Message">The message; <c>null</c> where it was rejected.</param>
/// <param name="Rejection">The reason; <c>null</c> where there is a message.</param>
public readonly record struct TextFrame(TextMessage? Message, TextRejection? Rejection);
