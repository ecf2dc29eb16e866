using ChatBox.Server.Files.Blobs;
using ChatBox.Server.Files.Share;
using ChatBox.Server.Files.Uploads;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Files;

/// <summary>What files need of the server, put together.</summary>
static class FileServices
{
    /// <param name="share">The directory that the host offers; null where there is none.</param>
    public static void AddFiles(this IServiceCollection services, FileSettings settings, string dataDirectory, string? share)
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
        services.AddSingleton<Arrivals>();
        services.AddSingleton<FileKeeper>();
        services.AddSingleton<ShareHashes>();
        if (share is null) return;
        services.AddSingleton(provider => new ShareIndex(
            share, provider.GetRequiredService<ShareHashes>(), provider.GetRequiredService<ChatHost>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ShareIndex>>()));
        services.AddSingleton<IShare>(provider => provider.GetRequiredService<ShareIndex>());
    }
}
