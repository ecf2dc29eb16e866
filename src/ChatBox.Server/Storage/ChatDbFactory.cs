using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>Contexts for whoever needs one; the connections below them are pooled by the provider. Thread-safe.</summary>
public sealed class ChatDbFactory : IDbContextFactory<ChatDb>
{
    readonly DbContextOptions<ChatDb> options;

    public ChatDbFactory(IDatabase database)
    {
        var builder = new DbContextOptionsBuilder<ChatDb>();
        database.Configure(builder);
        options = builder.Options;
    }

    public ChatDb CreateDbContext() => new(options);
}
