using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>The calls of the HTTP API about messages that change and messages with files.</summary>
public sealed class FileHttpTests : IAsyncLifetime
{
    TestServer server = null!;
    Somebody alice = null!;
    HttpClient alices = null!;
    HttpClient bobs = null!;
    string direct = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        alice = await server.JoinAsync("alice");
        var bob = await server.JoinAsync("bob");
        (alices, bobs) = (alice.NewHttp(), bob.NewHttp());
        direct = (await BodyAsync(await alices.PostAsJsonAsync("/api/v1/direct", new { person = bob.Id }), 200)).Text("id");
    }

    public async ValueTask DisposeAsync()
    {
        alices.Dispose();
        bobs.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_sent_with_a_caption_or_without_and_a_repeat_answers_the_stored_one()
    {
        var (one, two) = (await server.ReadyAsync(alice, "1.txt", "1"), await server.ReadyAsync(alice, "2.txt", "2"));
        var first = await BodyAsync(await PostAsync("lobby", new { clientId = "a1", upload = one }), 201);
        Assert.Equal(("", "there", "1.txt"), (first.Text("text"), first.At("file").Text("state"), first.At("file").Text("name")));
        Assert.Equal(
            "look", (await BodyAsync(await PostAsync("lobby", new { clientId = "a2", upload = two, text = "look" }), 201)).Text("text"));
        var again = await BodyAsync(await PostAsync("lobby", new { clientId = "a1", upload = one }), 200);
        Assert.Equal(first.GetRawText(), again.GetRawText());

        await RefusedAsync(await PostAsync("lobby", new { clientId = "a3", upload = one }), 409, "file_state");
        await RefusedAsync(await PostAsync("lobby", new { clientId = "a3" }), 400, "bad_frame");
        await RefusedAsync(await PostAsync("lobby", new { clientId = "a3", upload = "x" }), 404, "no_such_file");
        await RefusedAsync(
            await PostAsync("lobby", new { clientId = "a3", upload = await server.UploadAsync(alice, "3.txt", 3) }), 409,
            "upload_unfinished");
    }

    [Fact]
    public async Task A_message_is_deleted_by_its_author()
    {
        await BodyAsync(await PostAsync("lobby", new { clientId = "a1", text = "hello" }), 201);
        await RefusedAsync(await bobs.DeleteAsync("/api/v1/conversations/lobby/messages/1"), 403, "not_allowed");
        var deleted = await BodyAsync(await alices.DeleteAsync("/api/v1/conversations/lobby/messages/1"), 200);
        Assert.Equal((true, "", 1), (deleted.At("deleted").GetBoolean(), deleted.Text("text"), deleted.Number("change")));
        await BodyAsync(await alices.DeleteAsync("/api/v1/conversations/lobby/messages/1"), 200);
        await RefusedAsync(await alices.DeleteAsync("/api/v1/conversations/lobby/messages/2"), 404, "no_such_message");
        await RefusedAsync(await alices.DeleteAsync("/api/v1/conversations/lobby/messages/0"), 404, "no_such_message");
        await RefusedAsync(await alices.DeleteAsync("/api/v1/conversations/nowhere/messages/1"), 404, "no_such_conversation");
        foreach (var number in new[] { "x", "-1", "1.0", "9223372036854775808" })
            await RefusedAsync(await alices.DeleteAsync($"/api/v1/conversations/lobby/messages/{number}"), 400, "bad_range");
        using var nobody = server.NewHttp();
        await RefusedAsync(await nobody.DeleteAsync("/api/v1/conversations/lobby/messages/1"), 401, "not_joined");
    }

    [Fact]
    public async Task An_offer_is_answered_and_its_file_listed()
    {
        await BodyAsync(await PostAsync(direct, new { clientId = "a1", upload = await server.UploadAsync(alice, "plan.pdf", 7) }), 201);
        var accepted = await BodyAsync(await SetAsync(bobs, "1", new { state = "accepted" }), 200);
        Assert.Equal(("accepted", 0), (accepted.At("file").Text("state"), accepted.At("file").Number("received")));
        await RefusedAsync(await SetAsync(bobs, "1", new { state = "arrived" }), 409, "file_state");
        await RefusedAsync(await SetAsync(alices, "1", new { state = "accepted" }), 409, "file_state");
        await RefusedAsync(await SetAsync(bobs, "1", new { state = "failed" }), 400, "bad_frame");
        await RefusedAsync(await SetAsync(bobs, "1", new { state = "accepted", force = true }), 400, "unknown_field");
        await RefusedAsync(await SetAsync(bobs, "x", new { state = "accepted" }), 400, "bad_range");
        await RefusedAsync(await SetAsync(bobs, "2", new { state = "accepted" }), 404, "no_such_message");

        var files = await BodyAsync(await bobs.GetAsync($"/api/v1/conversations/{direct}/files"), 200);
        Assert.Equal("plan.pdf", Assert.Single(files.At("messages").EnumerateArray()).At("file").Text("name"));
        Assert.False(files.Has("next"));
        Assert.Equal(
            0,
            (await BodyAsync(await bobs.GetAsync($"/api/v1/conversations/{direct}/files?before=1&limit=5"), 200)).At("messages")
                .GetArrayLength());
        var changes = await BodyAsync(await bobs.GetAsync($"/api/v1/conversations/{direct}/changes?after=0"), 200);
        Assert.Equal((1, 1), (changes.At("messages").GetArrayLength(), changes.Number("changes")));
        await RefusedAsync(await bobs.GetAsync($"/api/v1/conversations/{direct}/changes"), 400, "bad_frame");
        await RefusedAsync(await bobs.GetAsync($"/api/v1/conversations/{direct}/changes?after=-1"), 400, "bad_range");
        await RefusedAsync(await bobs.GetAsync($"/api/v1/conversations/{direct}/files?before=0"), 400, "bad_range");
        await RefusedAsync(await bobs.GetAsync($"/api/v1/conversations/{direct}/files?colour=1"), 400, "unknown_field");
        await RefusedAsync(await bobs.GetAsync("/api/v1/conversations/0000000000042/files"), 404, "no_such_conversation");
    }

    // H15, W1
    [Fact]
    public async Task With_the_cookie_a_change_needs_our_own_origin()
    {
        await BodyAsync(await PostAsync("lobby", new { clientId = "a1", text = "hello" }), 201);
        using var http = server.NewHttp();
        http.DefaultRequestHeaders.Add("Cookie", $"chatbox-{server.Http.Port}={alice.Token}");
        await RefusedAsync(await http.DeleteAsync("/api/v1/conversations/lobby/messages/1"), 403, "foreign_origin");
        http.DefaultRequestHeaders.Add("Origin", server.Http.GetLeftPart(UriPartial.Authority));
        await BodyAsync(await http.DeleteAsync("/api/v1/conversations/lobby/messages/1"), 200);
    }

    Task<HttpResponseMessage> PostAsync(string conversation, object body) =>
        alices.PostAsJsonAsync($"/api/v1/conversations/{conversation}/messages", body);

    Task<HttpResponseMessage> SetAsync(HttpClient who, string number, object body) =>
        who.PutAsJsonAsync($"/api/v1/conversations/{direct}/messages/{number}/file", body);

    static async Task<JsonElement> BodyAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{response.RequestMessage!.RequestUri}: {response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    static async Task RefusedAsync(HttpResponseMessage response, int status, string code) =>
        Assert.Equal(code, (await BodyAsync(response, status)).Code());
}
