using System.Security.Cryptography;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Security;

/// <summary>
/// AES-GCM by OpenSSL's library, without a detour. Each call is checked; after one that failed the queue of errors is emptied. Nothing is
/// allocated.
/// </summary>
sealed unsafe class LibCryptoCipher(LibCrypto library, ReadOnlySpan<byte> key) : AeadCipher
{
    readonly CipherContext context = new(library, key);

    public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, Span<byte> tag)
    {
        Check(nonce.Length, tag.Length);
        var isHeld = false;
        context.DangerousAddRef(ref isHeld);
        var isSealed = TrySeal(context.DangerousGetHandle(), nonce, header, payload, tag);
        context.DangerousRelease();
        if (!isSealed) throw library.Failure();
    }

    public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, ReadOnlySpan<byte> tag)
    {
        Check(nonce.Length, tag.Length);
        var isHeld = false;
        context.DangerousAddRef(ref isHeld);
        var isRead = TryRead(context.DangerousGetHandle(), nonce, header, payload, tag);
        var isOpen = isRead && TryFinish(context.DangerousGetHandle());
        context.DangerousRelease();
        if (isOpen) return true;
        // What was deciphered before its seal was found broken is nobody's to see.
        CryptographicOperations.ZeroMemory(payload);
        if (!isRead) throw library.Failure();
        library.ClearErrors();
        return false;
    }

    public override void Dispose() => context.Dispose();

    bool TrySeal(nint handle, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, Span<byte> tag)
    {
        fixed (byte* nonceBytes = nonce, tagBytes = tag)
        {
            return library.Init(handle, 0, 0, null, nonceBytes, LibCrypto.Encrypt) == 1
                && TryUpdate(handle, header, payload)
                && TryFinish(handle)
                && library.Control(handle, LibCrypto.GetTag, Wire.TagSize, tagBytes) == 1;
        }
    }

    bool TryRead(nint handle, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, ReadOnlySpan<byte> tag)
    {
        fixed (byte* nonceBytes = nonce, tagBytes = tag)
        {
            return library.Init(handle, 0, 0, null, nonceBytes, LibCrypto.Decrypt) == 1
                && library.Control(handle, LibCrypto.SetTag, Wire.TagSize, tagBytes) == 1
                && TryUpdate(handle, header, payload);
        }
    }

    // Of nothing there must be no call: to the library a null pointer means something else.
    bool TryUpdate(nint handle, ReadOnlySpan<byte> header, Span<byte> payload)
    {
        int written;
        fixed (byte* from = header, inPlace = payload)
        {
            return (header.IsEmpty || library.Update(handle, null, &written, from, header.Length) == 1)
                && (payload.IsEmpty || (library.Update(handle, inPlace, &written, inPlace, payload.Length) == 1 && written == payload.Length));
        }
    }

    // GCM has given all its bytes by now; the room is for a library that thought otherwise.
    bool TryFinish(nint handle)
    {
        int written;
        var room = stackalloc byte[Wire.TagSize];
        return library.Final(handle, room, &written) == 1 && written == 0;
    }

    // The library reads and writes as many bytes as it thinks there are.
    static void Check(int nonceLength, int tagLength)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonceLength, NonceSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tagLength, Wire.TagSize);
    }
}
