namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>What the reader of <c>/setup</c> sits at.</summary>
enum ReaderSystem
{
    Unknown,
    Windows,
    MacOS,
    Ios,
    Android,
    Linux,
    Firefox,
    Chromium,
}

static class ReaderSystems
{
    /// <summary>
    /// A guess that opens one section of the page, and decides nothing else. Firefox and Chromium are named only on Linux: there they keep
    /// certificates of their own, elsewhere they take the system's.
    /// </summary>
    public static ReaderSystem Guess(string userAgent)
    {
        bool Says(string word) => userAgent.Contains(word, StringComparison.OrdinalIgnoreCase);

        // Android says Linux, and iOS says "like Mac OS X".
        return userAgent switch
        {
            _ when Says("iPhone") || Says("iPad") || Says("iPod") => ReaderSystem.Ios,
            _ when Says("Android") => ReaderSystem.Android,
            _ when Says("Windows") => ReaderSystem.Windows,
            _ when Says("Mac OS X") || Says("Macintosh") => ReaderSystem.MacOS,
            _ when Says("Linux") || Says("X11") || Says("CrOS") =>
                Says("Firefox") ? ReaderSystem.Firefox : Says("Chrom") ? ReaderSystem.Chromium : ReaderSystem.Linux,
            _ => ReaderSystem.Unknown,
        };
    }
}
