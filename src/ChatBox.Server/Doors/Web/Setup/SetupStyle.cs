namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>The look of the page, in the tokens of the chat itself; a file of its own, as the policy allows no style in the page.</summary>
static class SetupStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --paper: oklch(98% .004 95); --raised: oklch(100% 0 0); --sunk: oklch(95.5% .005 95);
          --ink: oklch(22% .01 260); --quiet: oklch(48% .012 260); --line: oklch(90% .004 95);
          --accent: oklch(50% .10 195); --on-accent: oklch(99% 0 0);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: oklch(19% .01 260); --raised: oklch(23% .011 260); --sunk: oklch(16% .01 260);
            --ink: oklch(93% .005 95); --quiet: oklch(70% .012 260); --line: oklch(28% .01 260);
            --accent: oklch(76% .11 195); --on-accent: oklch(18% .02 195);
          }
        }
        @media (prefers-contrast: more) { :root { --quiet: var(--ink); --line: var(--ink); } }
        * { box-sizing: border-box; margin: 0; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          font: 15px/22px system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          color: var(--ink); background: var(--paper); overflow-wrap: break-word;
        }
        main { max-width: 680px; margin: 0 auto; padding: 32px max(16px, env(safe-area-inset-left)) 32px; }
        .house { font-weight: 600; color: var(--quiet); }
        h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin-bottom: 8px; }
        h2 { font-size: 15px; line-height: 22px; font-weight: 600; margin: 32px 0 8px; }
        p + p { margin-top: 8px; }
        .quiet { color: var(--quiet); font-size: 13px; line-height: 18px; }
        a { color: var(--accent); text-underline-offset: 2px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
        .actions { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0 8px; }
        .button {
          display: inline-block; padding: 10px 16px; min-height: 44px; border-radius: 6px; font-weight: 600; text-decoration: none;
          background: var(--raised); color: var(--ink); border: 1px solid var(--line);
        }
        .button.first { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
        .fingerprint {
          font: 13px/22px ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--sunk); border: 1px solid var(--line);
          border-radius: 6px; padding: 8px 12px; margin: 8px 0; max-width: calc(48ch + 27px);
        }
        .fingerprint span { display: inline-block; white-space: nowrap; }
        details { border-top: 1px solid var(--line); }
        details:last-of-type { border-bottom: 1px solid var(--line); }
        summary { padding: 11px 4px; min-height: 44px; font-weight: 600; cursor: pointer; }
        summary small { font-size: 13px; font-weight: 400; color: var(--quiet); margin-left: 8px; }
        ol { padding: 0 8px 16px 28px; }
        li { margin-top: 8px; padding-left: 4px; }
        li::marker { color: var(--quiet); }
        code, pre { font: 13px/20px ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--sunk); }
        code { border-radius: 4px; padding: 1px 4px; }
        pre { border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; margin-top: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
        @media (max-width: 479px) { .fingerprint { max-width: calc(24ch + 27px); } }
        @media (forced-colors: active) { .button { border: 1px solid ButtonText; } }
        """;
}
