using ChatBox.Core.Calls;
using ChatBox.Server.Delivery;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Calls;

/// <summary>What a hostile client can try with calls, beside a call that goes on.</summary>
public sealed class HostileSignalTests : IAsyncLifetime
{
    TestServer server = null!;
    Caller alice = null!;
    Caller bob = null!;
    Caller mallory = null!;
    string call = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        (alice, bob, mallory) = (await Caller.JoinAsync(server, "alice"), await Caller.JoinAsync(server, "bob"), await Caller.JoinAsync(server, "mallory"));
        call = Caller.CallOf(await alice.StartAsync(await alice.DirectAsync(bob)));
        await bob.AskAsync("accept", call);
    }

    // After each of them the call and the chat go on.
    public async ValueTask DisposeAsync()
    {
        Assert.Equal("ok", (await alice.Client.SayAsync("still here")).Type());
        Assert.Equal("ok", (await bob.CandidateAsync(call, alice)).Type());
        foreach (var one in new[] { alice, bob, mallory }) await one.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Who_is_not_in_the_call_finds_no_such_call()
    {
        foreach (var answer in new[]
        {
            await mallory.OfferAsync(call, alice), await mallory.CandidateAsync(call, bob), await mallory.AskAsync("accept", call),
            await mallory.AskAsync("join", call), await mallory.AskAsync("resume", call), await mallory.AskAsync("media", call),
            await mallory.LeaveAsync(call), await mallory.Client.AskAsync("call.decline", ("call", call)), await mallory.Client.AskAsync("call.ice", ("call", call)),
            await mallory.OfferAsync("nonsense", alice), await alice.OfferAsync(call, mallory),
        }) Assert.Equal("no_such_call", answer.Code());
        await mallory.Client.SettleAsync();
        Assert.DoesNotContain(mallory.Client.Events, frame => frame.Type() is "call" or "call.signal");
        Assert.DoesNotContain(bob.Client.Events, frame => frame.Type() == "call.signal");
    }

    [Fact]
    public async Task An_answer_to_a_foreign_call_goes_nowhere()
    {
        await using var carol = await Caller.JoinAsync(server, "carol");
        var other = Caller.CallOf(await mallory.StartAsync(await mallory.DirectAsync(carol)));
        await carol.AskAsync("accept", other);
        var answer = await mallory.Client.AskAsync(
            "call.signal", ("call", other), ("person", alice.Id), ("endpoint", alice.Endpoint), ("kind", "answer"), ("sdp", "v=0"));
        Assert.Equal("no_such_call", answer.Code());
    }

    [Fact]
    public async Task A_description_of_64_KiB_passes_and_one_byte_more_does_not()
    {
        var largest = new string('a', CallLimits.DescriptionBytes);
        Assert.Equal("ok", (await alice.OfferAsync(call, bob, largest)).Type());
        Assert.Equal(largest, (await bob.Client.NextAsync("call.signal")).Text("sdp"));
        Assert.Equal("signal_too_large", (await alice.OfferAsync(call, bob, largest + "a")).Code());
        // Counted in bytes: each é has two.
        var request = $$"""{"type":"call.signal","id":"x","call":"{{call}}","person":"{{bob.Id}}","endpoint":"{{bob.Endpoint}}","kind":"offer","sdp":"{{new string('é', CallLimits.DescriptionBytes / 2)}}a"}""";
        Assert.Equal("signal_too_large", (await alice.Client.RefusedAsync(request)).Code());
    }

    [Fact]
    public async Task An_offer_of_a_mebibyte_closes_the_connection_and_costs_the_call_nothing()
    {
        await using var hostile = await mallory.AgainAsync("mallory-2");
        await hostile.Client.SendAsync($$"""{"type":"call.signal","id":"1","call":"{{call}}","kind":"offer","sdp":"{{new string('a', 1 << 20)}}"}""");
        Assert.Equal("too_large", (await hostile.Client.GoodbyeAsync()).Code());
    }

    [Fact]
    public async Task Candidates_have_a_length_and_two_hundred_follow_a_description()
    {
        Assert.Equal("ok", (await alice.CandidateAsync(call, bob, new string('c', CallLimits.CandidateLength))).Type());
        Assert.Equal("signal_too_large", (await alice.CandidateAsync(call, bob, new string('c', CallLimits.CandidateLength + 1))).Code());
        await alice.OfferAsync(call, bob);
        // In tens, as the outbox of a reader on a busy machine takes so many at a time.
        for (var i = 0; i < CallLimits.Candidates; i += 10)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => alice.CandidateAsync(call, bob)));
            Assert.All(answers, answer => Assert.Equal("ok", answer.Type()));
        }

        Assert.Equal("too_many_candidates", (await alice.CandidateAsync(call, bob)).Code());
    }

    [Fact]
    public async Task Ten_thousand_candidates_fill_nobodys_outbox()
    {
        var refused = 0;
        for (var i = 0; i < 10_000; i += 50)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => alice.CandidateAsync(call, bob)));
            refused += answers.Count(answer => answer.Code() is "too_many_candidates" or "rate_limited");
        }

        Assert.Equal(10_000 - CallLimits.Candidates, refused);
        await bob.Client.SettleAsync();
        Assert.DoesNotContain(bob.Client.Events, frame => frame.Type() == "goodbye");
        Assert.Equal(CallLimits.Candidates, bob.Client.Events.Count(frame => frame.Type() == "call.signal"));
    }

    [Fact]
    public void Signals_wait_by_sender_and_take_no_place_of_news()
    {
        var outbox = new Outbox();
        var frame = new byte[40 * 1024];
        for (var i = 0; i < 4; i++) Assert.True(outbox.TryAddSignal(frame, sender: 1));
        Assert.False(outbox.TryAddSignal(frame, sender: 1));
        Assert.True(outbox.TryAddSignal(frame, sender: 2));
        Assert.True(outbox.TryAddNews(new byte[Outbox.MaxBytes]));
        Assert.True(outbox.TryTake(out _));
        Assert.True(outbox.TryAddSignal(frame, sender: 1));
        Assert.False(outbox.TryAddSignal(frame, sender: 1));
    }

    [Fact]
    public void Signals_are_counted_by_frames_and_in_all_too()
    {
        var outbox = new Outbox();
        for (var i = 0; i < Outbox.MaxSignalsOfSender; i++) Assert.True(outbox.TryAddSignal(new byte[10], sender: 1));
        Assert.False(outbox.TryAddSignal(new byte[10], sender: 1));
        var large = new byte[128 * 1024];
        for (var sender = 2; sender < 5; sender++) Assert.True(outbox.TryAddSignal(large, sender));
        Assert.False(outbox.TryAddSignal(large, sender: 5));
        while (outbox.TryTake(out _))
        {
        }

        Assert.True(outbox.TryAddSignal(large, sender: 5));
    }

    [Theory]
    [InlineData("""{"type":"call.start","id":"1","conversation":"lobby"}""", "bad_frame")]
    [InlineData("""{"type":"call.start","id":"1","conversation":"lobby","endpoint":""}""", "bad_endpoint")]
    [InlineData("""{"type":"call.start","id":"1","conversation":"lobby","endpoint":"a b"}""", "bad_endpoint")]
    [InlineData("""{"type":"call.start","id":"1","conversation":"nowhere","endpoint":"a"}""", "no_such_conversation")]
    [InlineData("""{"type":"call.start","id":"1","conversation":"lobby","endpoint":"a","camera":"yes"}""", "bad_frame")]
    [InlineData("""{"type":"call.accept","id":"1","call":"nothing","endpoint":"a"}""", "no_such_call")]
    [InlineData("""{"type":"call.signal","id":"1","call":"0000000000042","person":"0000000000077","endpoint":"a","kind":"shout"}""", "bad_frame")]
    [InlineData("""{"type":"call.signal","id":"1","call":"0000000000042","person":"0000000000077","endpoint":"a","kind":"offer"}""", "bad_frame")]
    [InlineData("""{"type":"call.signal","id":"1","call":"0000000000042","person":"0000000000077","endpoint":"a","kind":"offer","sdp":""}""", "bad_frame")]
    [InlineData("""{"type":"call.signal","id":"1","call":"0000000000042","person":"0000000000077","endpoint":"a","kind":"offer","sdp":{"v":0}}""", "bad_frame")]
    [InlineData("""{"type":"call.signal","id":"1","call":"0000000000042","person":"0000000000077","endpoint":"a","kind":"offer","sdp":"v","candidate":"c"}""", "unknown_field")]
    [InlineData("""{"type":"call.signal","id":"1","call":"0000000000042","person":"0000000000077","endpoint":"a","kind":"candidate","candidate":"c","line":-1}""", "bad_frame")]
    [InlineData("""{"type":"call.signal","id":"1","call":"0000000000042","person":"0000000000077","endpoint":"a","kind":"offer","sdp":"v"}""", "no_such_call")]
    public async Task What_is_no_request_is_refused_by_name(string request, string code) =>
        Assert.Equal(code, (await mallory.Client.RefusedAsync(request)).Code());
}
