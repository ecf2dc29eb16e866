using ChatBox.Server.Files.Blobs;
using ChatBox.Server.Files.Uploads;

namespace ChatBox.Server.Files;

/// <summary>What files need of the server, put together.</summary>
static class FileServices
{
    public static void AddFiles(this IServiceCollection services, FileSettings settings, string dataDirectory)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Limits);
        services.AddSingleton(_ => new FileDirectories(dataDirectory));
        services.AddSingleton(_ => new Space(dataDirectory));
        services.AddSingleton<UploadStore>();
        services.AddSingleton<BlobStore>();
        services.AddSingleton<ContentDigests>();
        services.AddSingleton<ReleasedFiles>();
        services.AddSingleton<UploadService>();
        services.AddSingleton<FileRights>();
        services.AddSingleton<TransferSlots>();
        services.AddSingleton<FileKeeper>();
    }
}
