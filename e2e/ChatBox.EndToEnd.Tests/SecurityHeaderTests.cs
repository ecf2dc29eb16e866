using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed class SecurityHeaderTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task The_page_allows_nothing_inline_nothing_from_elsewhere_and_nobody_around_it()
    {
        var device = await NewDeviceAsync();
        var answer = await device.Page.GotoAsync(Server.Address.ToString());
        var policy = (await answer!.HeaderValueAsync("content-security-policy"))!.Split(';', StringSplitOptions.TrimEntries)
            .Select(directive => directive.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts.ElementAtOrDefault(1) ?? "");

        Assert.Equal("'none'", policy["default-src"]);
        Assert.Equal("'self' 'wasm-unsafe-eval'", policy["script-src"]);
        Assert.Equal("'self'", policy["style-src"]);
        Assert.Equal("'self'", policy["connect-src"]);
        Assert.Equal("'none'", policy["frame-ancestors"]);
        Assert.Equal("'none'", policy["base-uri"]);
        Assert.Equal("'script'", policy["require-trusted-types-for"]);
        Assert.All(policy.Values, sources =>
        {
            Assert.DoesNotContain("unsafe-inline", sources, StringComparison.Ordinal);
            Assert.DoesNotContain("'unsafe-eval'", sources, StringComparison.Ordinal);
            Assert.DoesNotContain("*", sources, StringComparison.Ordinal);
            Assert.DoesNotContain("http", sources, StringComparison.Ordinal);
        });
        Assert.Equal("nosniff", await answer.HeaderValueAsync("x-content-type-options"));
        Assert.Equal("no-referrer", await answer.HeaderValueAsync("referrer-policy"));
        Assert.Equal("same-origin", await answer.HeaderValueAsync("cross-origin-opener-policy"));
    }

    [Fact]
    public async Task The_token_is_out_of_reach_of_scripts()
    {
        var alice = await JoinAsync("alice");
        var cookie = Assert.Single(await alice.Context.CookiesAsync());
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        var stored = await alice.Page.EvaluateAsync<string>("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
        Assert.DoesNotContain(cookie.Value, stored, StringComparison.Ordinal);
    }
}
