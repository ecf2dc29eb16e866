using System.Text.Json;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>Looks at states of the page with axe-core, and keeps a picture of each (<see cref="Pictures"/>).</summary>
sealed class AccessibilityScan(string pictures)
{
    /// <summary>The rules of axe-core that look at colours.</summary>
    static readonly string[] Colours = ["color-contrast", "link-in-text-block"];

    readonly List<string> violations = [];

    /// <summary>
    /// For a device that is looked at: the page's policy would keep axe out, so there, and only there, it is not applied.
    /// </summary>
    public static void Allow(BrowserNewContextOptions options)
    {
        options.BypassCSP = true;
        options.ReducedMotion = ReducedMotion.Reduce;
    }

    /// <param name="device">What is looked at.</param>
    /// <param name="state">For the message, and the name of the picture.</param>
    /// <param name="coloursOnly">The same state in other colours: what has nothing to do with them was looked at already.</param>
    public async Task LookAsync(Device device, string state, bool coloursOnly = false)
    {
        await Pictures.KeepAsync(device, $"{pictures} {state}");
        await device.Page.EvaluateAsync(await File.ReadAllTextAsync(BuiltWith.AxeScript));
        var found = await device.Page.EvaluateAsync<JsonElement>(
            """
            async ([coloursOnly, colours]) => (await axe.run(document, { resultTypes: ['violations'], ...(coloursOnly && { runOnly: colours }) })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')}`)
            """, new object[] { coloursOnly, Colours });
        violations.AddRange(found.EnumerateArray().Select(violation => $"{state}: {violation.GetString()}"));
    }

    public void AssertNothingSerious() => Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
}
