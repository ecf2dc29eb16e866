using System.Runtime.InteropServices;

namespace ChatBox.Rdt.Security;

/// <summary>An EVP_CIPHER_CTX. OpenSSL wipes the key in it when it is freed.</summary>
sealed unsafe class CipherContext : SafeHandle
{
    readonly LibCrypto library;

    /// <param name="key">16 or 32 bytes: AES-128-GCM or AES-256-GCM.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The library refuses.</exception>
    public CipherContext(LibCrypto library, ReadOnlySpan<byte> key)
        : base(0, ownsHandle: true)
    {
        this.library = library;
        SetHandle(library.NewContext());
        if (IsInvalid) throw library.Failure();
        var cipher = key.Length == 16 ? library.Aes128Gcm() : library.Aes256Gcm();
        fixed (byte* bytes = key)
        {
            // With a key and without a nonce; each packet brings its own and says in which direction (so .NET's AesGcm does).
            if (library.Init(handle, cipher, 0, bytes, null, LibCrypto.Encrypt) == 1) return;
        }

        var failure = library.Failure();
        Dispose();
        throw failure;
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        library.FreeContext(handle);
        return true;
    }
}
