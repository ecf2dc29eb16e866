using ChatBox.Client;

namespace ChatBox;

/// <summary>What a command tells the shell. <c>chatbox serve</c> has its own: <see cref="Server.Admin.ExitCodes"/>.</summary>
static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Anything the others do not name.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>No such person, room or file.</summary>
    public const int NotFound = 3;

    /// <summary>The name is taken, the code is wrong, one may not do this, or the other has declined the file.</summary>
    public const int NotAllowed = 4;

    /// <summary>No server, no answer in time.</summary>
    public const int Network = 5;

    /// <summary>The server is not the one that was meant, or what it keeps, or a file that came, is not whole.</summary>
    public const int Integrity = 6;

    /// <summary>A disk is full, the server's or one's own, or a quota is used up.</summary>
    public const int NoSpace = 7;

    /// <summary>Ctrl+C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;

    public static int Of(Exception failure) => failure switch
    {
        CommandException command => command.ExitCode,
        RefusedException refused => OfRefusal(refused.Code),
        ConnectionException or AnswerTimeoutException or UnansweredException => Network,
        UntrustedServerException or LostMessagesException or DamagedFileException => Integrity,
        OfferEndedException { State: "failed" } => Integrity,
        OfferEndedException => NotAllowed,
        TokenStoreException { IsDiskFull: true } or LocalFileException { IsDiskFull: true } => NoSpace,
        LocalFileException { InnerException: FileNotFoundException or DirectoryNotFoundException } => NotFound,
        // ENOSPC, and ERROR_DISK_FULL.
        IOException { HResult: 28 or unchecked((int)0x80070070) } => NoSpace,
        _ => Failed,
    };

    /// <summary>docs/protocol.md, "Error codes".</summary>
    static int OfRefusal(string? code) => code switch
    {
        "bad_name" => Usage,
        "no_such_conversation" or "no_such_person" or "not_found" or "no_such_message" or "no_such_file" or "file_gone" => NotFound,
        "name_taken" or "bad_code" or "bad_link" or "not_joined" or "not_allowed" or "foreign_origin" or "sender_mismatch" or "logged_out"
            or "already_joined" => NotAllowed,
        "storage_full" or "quota_exceeded" => NoSpace,
        "checksum_mismatch" => Integrity,
        _ => Failed,
    };
}
