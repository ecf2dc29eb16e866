using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ChatBox.Rdt.Security;

/// <summary>
/// The functions of OpenSSL's libcrypto that AES-GCM takes (EVP_EncryptInit(3), ERR_get_error(3)). .NET calls the same library, with more
/// around each call than a packet costs (docs/decisions/0005-libcrypto-for-packets.md). Thread-safe; a context is one thread's at a time.
/// </summary>
sealed unsafe class LibCrypto
{
    /// <summary>EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG.</summary>
    public const int GetTag = 0x10, SetTag = 0x11;

    /// <summary>The values of "enc" of EVP_CipherInit_ex.</summary>
    public const int Decrypt = 0, Encrypt = 1;

    /// <summary>OpenSSL 3, any minor version: the name carries what its functions take, and a library that takes something else has another.</summary>
    const string SystemName = "libcrypto.so.3";

    public readonly delegate* unmanaged<nint> Aes128Gcm, Aes256Gcm;
    public readonly delegate* unmanaged<nint> NewContext;
    public readonly delegate* unmanaged<nint, void> FreeContext;

    /// <summary>Context, cipher, engine, key, nonce, direction: what is null stays as it was.</summary>
    public readonly delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int> Init;

    /// <summary>Context, to (null for associated data), bytes written, from, length.</summary>
    public readonly delegate* unmanaged<nint, byte*, int*, byte*, int, int> Update;

    /// <summary>Context, to, bytes written: 1 where the seal holds.</summary>
    public readonly delegate* unmanaged<nint, byte*, int*, int> Final;

    /// <summary>Context, what, length, bytes.</summary>
    public readonly delegate* unmanaged<nint, int, int, byte*, int> Control;

    readonly delegate* unmanaged<nuint> getError;
    readonly delegate* unmanaged<void> clearErrors;

    LibCrypto(nint library)
    {
        Aes128Gcm = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_aes_128_gcm");
        Aes256Gcm = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_aes_256_gcm");
        NewContext = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_free");
        Init = (delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int>)NativeLibrary.GetExport(library, "EVP_CipherInit_ex");
        Update = (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)NativeLibrary.GetExport(library, "EVP_CipherUpdate");
        Final = (delegate* unmanaged<nint, byte*, int*, int>)NativeLibrary.GetExport(library, "EVP_CipherFinal_ex");
        Control = (delegate* unmanaged<nint, int, int, byte*, int>)NativeLibrary.GetExport(library, "EVP_CIPHER_CTX_ctrl");
        getError = (delegate* unmanaged<nuint>)NativeLibrary.GetExport(library, "ERR_get_error");
        clearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    /// <summary>The library of this system; null where it has none, or is not Linux.</summary>
    public static LibCrypto? Local { get; } = OperatingSystem.IsLinux() ? TryLoad(SystemName) : null;

    /// <summary>Null where there is no such library, or where it lacks one of the functions. It stays loaded for the life of the process.</summary>
    public static LibCrypto? TryLoad(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library)) return null;
        try
        {
            return new LibCrypto(library);
        }
        catch (EntryPointNotFoundException)
        {
            NativeLibrary.Free(library);
            return null;
        }
    }

    /// <summary>Forgets what went wrong: errors wait in a queue of the thread, where the next to look would take them for his own.</summary>
    public void ClearErrors() => clearErrors();

    /// <summary>What went wrong last on this thread.</summary>
    public CryptographicException Failure()
    {
        var error = getError();
        ClearErrors();
        return new CryptographicException($"libcrypto failed with error {error:X8}.");
    }
}
