namespace ChatBox.Protocol.Text;

/// <summary>Every word of the text protocol's wire, and nowhere else: requests, responses, values with a meaning, codes.</summary>
public static class TextWords
{
    // Requests, the values of `t`.
    public const string Connect = "connect";
    public const string Disconnect = "disconnect";
    public const string GetUserList = "get_user_list";
    public const string GetFile = "get_file";
    public const string MessageRequest = "message_request";
    public const string Download = "download";

    // Responses, the values of `p`.
    public const string ConnectResponse = "connect_response";
    public const string DisconnectResponse = "disconnect_response";
    public const string UserList = "user_list";
    public const string FileList = "file_list";
    public const string MessageResponse = "message_response";
    public const string MessageReceived = "message_received";
    public const string DownloadResponse = "download_response";
    public const string Error = "error";

    // Values of `m`, `s` and `r` that mean something by themselves.
    public const string True = "True";
    public const string False = "False";
    public const string Err = "ERR";
    public const string All = "all";
    public const string ServerPrefix = "server:";

    /// <summary>The sender of what the server itself tells everybody: who came and who went.</summary>
    public const string Server = "Server";

    // Codes of what cannot be read, the first word of the `m` of an `error`.
    public const string BadFrame = "bad_frame";
    public const string UnknownField = "unknown_field";
    public const string BadUtf8 = "bad_utf8";
    public const string TooLarge = "too_large";
    public const string NotHttp = "not_http";
}
