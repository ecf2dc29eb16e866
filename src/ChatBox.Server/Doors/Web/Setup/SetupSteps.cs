namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>The steps for one system. All of it is markup written here; nothing of it comes from outside.</summary>
sealed record SetupSection(ReaderSystem System, string Title, string Of, params IReadOnlyList<string> Steps);

/// <summary>What to press where.</summary>
static class SetupSteps
{
    const string Crt = """<a href="/setup/authority.crt">chatbox.crt</a>""";
    const string Pem = """<a href="/setup/authority.pem">chatbox.pem</a>""";

    public static readonly IReadOnlyList<SetupSection> All =
    [
        new(ReaderSystem.Windows, "Windows", "Edge, Chrome, Firefox",
            $"Download {Crt} and open it.",
            "Choose <b>Install Certificate</b>, then <b>Current User</b>.",
            "Choose <b>Place all certificates in the following store</b>, <b>Browse</b>, <b>Trusted Root Certification Authorities</b>.",
            "Finish. Windows shows a thumbprint and asks; compare the SHA-256 fingerprint above with the host first.",
            "Close the browser and open the chat again."),
        new(ReaderSystem.MacOS, "macOS", "Safari, Chrome, Firefox",
            $"Download {Crt} and open it. Keychain Access asks where to keep it: choose <b>login</b>.",
            "In Keychain Access find <b>ChatBox</b> under Certificates and open it. The SHA-256 fingerprint at the end must be the one above.",
            "Open <b>Trust</b>, set <b>When using this certificate</b> to <b>Always Trust</b>, close the window and confirm.",
            "Open the chat again."),
        new(ReaderSystem.Ios, "iPhone and iPad", "Safari and all others",
            """In Safari, open the <a href="/setup/chatbox.mobileconfig">profile</a> and choose <b>Allow</b>.""",
            "Go to <b>Settings</b>, <b>Profile Downloaded</b>, <b>Install</b>. It says \u201cNot Verified\u201d because this house signed it. "
            + "<b>More Details</b> shows the fingerprint.",
            "Go to <b>Settings</b>, <b>General</b>, <b>About</b>, <b>Certificate Trust Settings</b> and switch <b>ChatBox</b> on.",
            "Open the chat again."),
        new(ReaderSystem.Android, "Android", "Chrome and others",
            $"Download {Crt}.",
            "Go to <b>Settings</b> and search for <b>CA certificate</b> (Security, Encryption and credentials, Install a certificate).",
            "Choose <b>Install anyway</b> and pick the file from Downloads.",
            "Open the chat again. Firefox: in its settings, About Firefox, tap the logo five times, then Secret settings, <b>Use third party CA certificates</b>."),
        new(ReaderSystem.Linux, "Linux", "the system: curl and other programs",
            $"Download {Pem}.",
            "Debian, Ubuntu: <pre>sudo cp chatbox.pem /usr/local/share/ca-certificates/chatbox.crt\nsudo update-ca-certificates</pre>",
            "Fedora, RHEL, openSUSE (there <code>/etc/pki/trust/anchors</code>): <pre>sudo cp chatbox.pem /etc/pki/ca-trust/source/anchors/\nsudo update-ca-trust</pre>",
            "Arch: <pre>sudo trust anchor --store chatbox.pem</pre>",
            "Browsers on Linux keep their own list: see Firefox and Chromium below."),
        new(ReaderSystem.Firefox, "Firefox", "on Linux, or where it asks",
            $"Download {Crt}.",
            "Go to <b>Settings</b>, <b>Privacy &amp; Security</b>, <b>View Certificates</b>, <b>Authorities</b>, <b>Import</b>.",
            "Pick the file, choose <b>View</b> to compare the SHA-256 fingerprint, then tick <b>Trust this CA to identify websites</b>.",
            "Open the chat again."),
        new(ReaderSystem.Chromium, "Chromium and Chrome", "on Linux",
            $"Download {Crt}.",
            "Open <code>chrome://certificate-manager</code>, <b>Custom</b>, <b>Trusted certificates</b>, <b>Import</b>, and pick the file. "
            + "Older ones: <code>chrome://settings/certificates</code>, <b>Authorities</b>.",
            "Or in a terminal (package <code>libnss3-tools</code> or <code>nss-tools</code>): "
            + "<pre>certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n ChatBox -i chatbox.crt</pre>",
            "Restart the browser and open the chat again."),
    ];
}
