using System.Security.Cryptography;
using System.Text;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBox.Server.Tests.Support;

/// <summary>Uploads as the store has them, without bytes.</summary>
static class Uploads
{
    /// <summary>Begins an upload and gives its id.</summary>
    public static async Task<string> UploadAsync(this TestServer server, Somebody owner, string name, long size)
    {
        Assert.True(PersonId.TryParse(owner.Id, out var person));
        var id = ChatHost.NewFileId();
        await WriteAsync(server, new CreateUploadWrite(
            id, person, FileName.Restore(name), MediaTypes.Bytes, size, null, null, DateTimeOffset.UtcNow.AddDays(1), FileLimits.Default));
        return id.ToString();
    }

    public static async Task<string> ReadyAsync(this TestServer server, Somebody owner, string name, string content)
    {
        var id = await server.UploadAsync(owner, name, content.Length);
        await server.FinishAsync(id, content);
        return id;
    }

    public static Task FinishAsync(this TestServer server, string id, string content) =>
        WriteAsync(
            server, new FinishUploadWrite(Parse(id), SHA256.HashData(Encoding.UTF8.GetBytes(content)), content.Length, MediaTypes.Bytes));

    /// <summary>So many bytes of it are there.</summary>
    public static void Report(this TestServer server, string id, long received) =>
        server.Running.Services.GetRequiredService<ChatHost>().ReportReceived(Parse(id), received);

    static async Task WriteAsync(TestServer server, UploadWrite write) =>
        Assert.Null((await server.Running.Services.GetRequiredService<MessageWriter>().WriteAsync(write).Soon()).Refusal);

    static FileId Parse(string id)
    {
        Assert.True(FileId.TryParse(id, out var parsed));
        return parsed;
    }
}
