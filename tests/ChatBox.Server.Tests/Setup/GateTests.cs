using System.Net;
using System.Text.Json;
using ChatBox.Server.Doors.Web.Setup;
using ChatBox.Server.Tests.Certificates;
using Microsoft.AspNetCore.Http;

namespace ChatBox.Server.Tests.Setup;

public sealed class GateTests : IDisposable
{
    readonly House house = new();

    public void Dispose() => house.Dispose();

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("[::1]:5080")]
    [InlineData("192.168.1.20")]
    [InlineData("[fd00::20]:5443")]
    [InlineData("[FD00:0::20]:5443")]
    [InlineData("tower")]
    [InlineData("tower.local:1")]
    [InlineData("chatbox.local:65535")]
    public void A_host_of_ours_passes(string host) => Assert.True(Hosts().Allows(new HostString(host)));

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.168.1.20.evil.example")]
    [InlineData("tower.evil.example")]
    [InlineData("evil.localhost")]
    [InlineData("localhost.")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:http")]
    [InlineData("localhost:")]
    [InlineData("local host")]
    [InlineData("[::1")]
    [InlineData("2130706433")]
    [InlineData("127.1")]
    [InlineData("::1")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[fd00::20%1]")]
    [InlineData("[]")]
    [InlineData(":80")]
    [InlineData("localhost:+80")]
    [InlineData("")]
    public void Any_other_host_is_refused(string host) => Assert.False(Hosts().Allows(new HostString(host)));

    [Theory]
    [InlineData("203.0.113.77:8443")]
    [InlineData("10.8.8.8")]
    [InlineData("[2001:db8::7]:5443")]
    public void Any_address_passes_as_a_forwarded_port_is_reached_at_one_that_the_machine_does_not_know(string host) =>
        Assert.True(Hosts().Allows(new HostString(host)));

    [Theory]
    [InlineData("chat.example.org", true)]
    [InlineData("203.0.113.9:8443", true)]
    [InlineData("two words", false)]
    [InlineData("a/b", false)]
    [InlineData("a:b:c", false)]
    [InlineData("", false)]
    public void With_plain_every_well_formed_host_passes(string host, bool passes)
    {
        house.Options = house.Options with { Plain = true };

        Assert.Equal(passes, Hosts().Allows(new HostString(host)));
    }

    [Theory]
    [InlineData("localhost:5080", true)]
    [InlineData("127.0.0.1:5080", true)]
    [InlineData("evil.example", false)]
    public void With_local_only_this_computers_names_pass_whatever_else_is_said(string host, bool passes)
    {
        house.Options = house.Options with { Plain = true, Local = true };

        Assert.Equal(passes, Hosts().Allows(new HostString(host)));
    }

    [Fact]
    public async Task A_foreign_host_gets_400_bad_host_whatever_is_forwarded()
    {
        var context = Request("GET", "/", "evil.example");
        context.Request.Headers["X-Forwarded-Host"] = "localhost";
        context.Request.Headers["X-Forwarded-For"] = "127.0.0.1";
        var passed = false;

        await new HostGate(_ => { passed = true; return Task.CompletedTask; }, Hosts()).InvokeAsync(context);

        Assert.False(passed);
        Assert.Equal((400, "bad_host"), await Problem(context));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("POST", "/api/v1/people")]
    public async Task On_loopback_plain_http_serves_the_whole_thing(string method, string path)
    {
        foreach (var local in new[] { "127.0.0.1", "::1", "::ffff:127.0.0.1", "127.0.0.53" })
            Assert.True(await Passes(Request(method, path, "localhost", local)));
        Assert.True(await Passes(Request(method, path, "localhost", null)));
    }

    [Theory]
    [InlineData("192.168.1.20")]
    [InlineData("::ffff:192.168.1.20")]
    [InlineData("fd00::20")]
    public async Task On_the_network_https_serves_the_whole_thing(string local)
    {
        var context = Request("POST", "/api/v1/people", "192.168.1.20", local);
        context.Request.Scheme = "https";

        Assert.True(await Passes(context));
    }

    [Theory]
    [InlineData("/setup", true)]
    [InlineData("/setup/authority.crt", true)]
    [InlineData("/setups", false)]
    [InlineData("/", false)]
    [InlineData("/ws", false)]
    [InlineData("/api/v1/server", false)]
    public async Task On_the_network_plain_http_serves_setup_and_nothing_else(string path, bool passes) =>
        Assert.Equal(passes, await Passes(Request("GET", path, "192.168.1.20", "192.168.1.20")));

    [Theory]
    [InlineData("GET", "192.168.1.20:5080", "https://192.168.1.20:5443/a%20b?q=1")]
    [InlineData("HEAD", "tower.local", "https://tower.local:5443/a%20b?q=1")]
    [InlineData("GET", "[fd00::20]:5080", "https://[fd00::20]:5443/a%20b?q=1")]
    [InlineData("GET", "evil.example", "https://192.168.1.20:5443/a%20b?q=1")]
    [InlineData("GET", "", "https://192.168.1.20:5443/a%20b?q=1")]
    public async Task Reading_is_sent_on_to_https_at_a_host_of_ours(string method, string host, string location)
    {
        var context = Request(method, "/a b", host, "::ffff:192.168.1.20");
        context.Request.QueryString = new QueryString("?q=1");

        Assert.False(await Passes(context));

        Assert.Equal(307, context.Response.StatusCode);
        Assert.Equal(location, context.Response.Headers.Location);
    }

    [Fact]
    public async Task The_usual_port_of_https_is_not_spelt_out()
    {
        var context = Request("GET", "/", "tower.local:80", "192.168.1.20");

        await new PlainHttpGate(_ => Task.CompletedTask, Hosts(), () => 443).InvokeAsync(context);

        Assert.Equal("https://tower.local/", context.Response.Headers.Location);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task What_changes_something_gets_403_https_required(string method)
    {
        var context = Request(method, "/api/v1/people", "192.168.1.20", "192.168.1.20");
        context.Request.Headers["X-Forwarded-Proto"] = "https";

        Assert.False(await Passes(context));

        Assert.Equal((403, "https_required"), await Problem(context));
    }

    AllowedHosts Hosts() => new(house.Options, house.Network, null);

    async Task<bool> Passes(HttpContext context)
    {
        var passed = false;
        await new PlainHttpGate(_ => { passed = true; return Task.CompletedTask; }, Hosts(), () => 5443).InvokeAsync(context);
        return passed;
    }

    static DefaultHttpContext Request(string method, string path, string host, string? local = "192.168.1.20")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Path = path;
        context.Request.Host = new HostString(host);
        context.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);
        context.Response.Body = new MemoryStream();
        return context;
    }

    static async Task<(int, string?)> Problem(HttpContext context)
    {
        Assert.Equal("application/problem+json", context.Response.ContentType);
        context.Response.Body.Position = 0;
        using var problem = await JsonDocument.ParseAsync(context.Response.Body, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(context.Response.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
        return (context.Response.StatusCode, problem.RootElement.GetProperty("code").GetString());
    }
}
