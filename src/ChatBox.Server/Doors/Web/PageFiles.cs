using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ChatBox.Server.Doors.Web;

/// <summary>
/// The built page, read and compressed once at the start: a few hundred kilobytes, so each request is one write. Whatever is no file is an
/// address inside the page and gets index.html.
/// </summary>
sealed class PageFiles
{
    const string Index = "/index.html";

    // Vite names what lies here by its content.
    const string Hashed = "/assets/";

    readonly FrozenDictionary<string, PageFile> files;

    PageFiles(FrozenDictionary<string, PageFile> files) => this.files = files;

    /// <summary>Reads the page; an empty one, which says so, where it was not built.</summary>
    public static PageFiles Load(string directory)
    {
        var files = Directory.Exists(directory) ? Directory.GetFiles(directory, "*", SearchOption.AllDirectories) : [];
        return new PageFiles(files.ToFrozenDictionary(
            file => "/" + Path.GetRelativePath(directory, file).Replace(Path.DirectorySeparatorChar, '/'), PageFile.Read,
            StringComparer.Ordinal));
    }

    public async Task WriteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!files.TryGetValue(path, out var file))
        {
            if (path.StartsWith(Hashed, StringComparison.Ordinal) || !files.TryGetValue(Index, out file))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                await context.Response.WriteAsync(files.Count == 0 ? "The page was not built. Run `npm ci && npm run build` in web/." : "");
                return;
            }
        }

        var headers = context.Response.Headers;
        headers.CacheControl = path.StartsWith(Hashed, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = file.ETag;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch.Contains(file.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        var (bytes, encoding) = file.Choose(accepted);
        if (encoding is not null) headers.ContentEncoding = encoding;
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    sealed class PageFile(byte[] plain, byte[]? brotli, byte[]? gzip, string contentType)
    {
        public string ContentType { get; } = contentType;
        public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 16))}\"";

        public static PageFile Read(string path)
        {
            var plain = File.ReadAllBytes(path);
            var type = TypeOf(Path.GetExtension(path));
            var isText = type.StartsWith("text/", StringComparison.Ordinal)
                || type.Contains("json", StringComparison.Ordinal) || type.Contains("svg", StringComparison.Ordinal);
            return isText
                ? new PageFile(plain, Compress(plain, stream => new BrotliStream(stream, CompressionLevel.SmallestSize)),
                    Compress(plain, stream => new GZipStream(stream, CompressionLevel.SmallestSize)), type)
                : new PageFile(plain, null, null, type);
        }

        public (byte[] Bytes, string? Encoding) Choose(string accepted)
        {
            if (brotli is not null && accepted.Contains("br", StringComparison.Ordinal)) return (brotli, "br");
            return gzip is not null && accepted.Contains("gzip", StringComparison.Ordinal) ? (gzip, "gzip") : (plain, null);
        }

        static byte[] Compress(byte[] plain, Func<Stream, Stream> compressor)
        {
            using var target = new MemoryStream();
            using (var stream = compressor(target)) stream.Write(plain);
            return target.ToArray();
        }

        static string TypeOf(string extension) => extension switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".ico" => "image/x-icon",
            ".json" => "application/json",
            ".webmanifest" => "application/manifest+json",
            ".woff2" => "font/woff2",
            ".wasm" => "application/wasm",
            _ => "application/octet-stream",
        };
    }
}
