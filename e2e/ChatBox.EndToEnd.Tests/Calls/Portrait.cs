using System.Text.Json;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>A drawn person in front of a drawn wall, as the camera of a page: pictures of calls with nobody's picture in them.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="Wall">Colours, as CSS has them.</param>
/// <param name="Light">Of the window.</param>
/// <param name="Shelf">And every second book.</param>
/// <param name="Hair">Of the person.</param>
/// <param name="Skin">Of the person.</param>
/// <param name="Top">And the other books.</param>
/// <param name="LongHair">Or short.</param>
sealed record Portrait(string Name, string Wall, string Light, string Shelf, string Hair, string Skin, string Top, bool LongHair)
{
    public static readonly Portrait Maya = new("Maya", "#c9b79c", "#f4ecd8", "#8a6b4a", "#3a2418", "#c98d63", "#2f6f73", true);
    public static readonly Portrait Tomas = new("Tomás", "#9fb0b8", "#e3edf0", "#5c6b73", "#1f1a17", "#dba983", "#7a2f3b", false);
    public static readonly Portrait Ravi = new("Ravi", "#b8b29f", "#efe9d5", "#6d6552", "#15110f", "#9c6238", "#3d4f7c", false);
    public static readonly Portrait Wei = new("Wei", "#a9b59f", "#e6eede", "#5d6b52", "#1a1512", "#e2b690", "#c79a3a", true);
    public static readonly Portrait Priya = new("Priya", "#b5a2ad", "#efe2ea", "#6e5766", "#1d1210", "#a86d42", "#4d7a4a", true);
    public static readonly Portrait Jonas = new("Jonas", "#aeb3c4", "#e8eaf4", "#595f78", "#b98b4e", "#ecc4a4", "#33363f", false);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>In pixels: small ones cost little, where six send to each other.</summary>
    public (int Width, int Height) Size { get; init; } = (640, 480);

    /// <summary>Says nothing: what a microphone gives is cleaned of echo and noise, which costs more than the pictures.</summary>
    public bool IsSilent { get; init; }

    public string Script() =>
        $$"""
        (() => {
          const look = {{JsonSerializer.Serialize(this, Json)}};
          const [width, height, silent] = [{{Size.Width}}, {{Size.Height}}, {{(IsSilent ? "true" : "false")}}];
        {{Drawing}}
        })();
        """;

    const string Drawing =
        """
          const box = (c, colour, x, y, w, h) => { c.fillStyle = colour; c.fillRect(x, y, w, h); };
          const oval = (c, colour, x, y, w, h, from = 0, to = 7) => {
            c.fillStyle = colour;
            c.beginPath();
            c.ellipse(x, y, w, h, 0, from, to);
            c.fill();
          };
          const draw = (c, time) => {
            const u = height / 120;
            const x = width / 2 + Math.sin(time / 900) * 1.5 * u;
            box(c, look.wall, 0, 0, width, height);
            box(c, look.light, width * 0.08, 0, width * 0.22, height * 0.55);
            for (const at of [0.2, 0.45]) box(c, look.shelf, width * 0.72, height * at, width * 0.24, 3 * u);
            for (let i = 0; i < 6; i++) {
              const tall = (14 + (i * 5) % 7) * u;
              box(c, i % 2 ? look.top : look.shelf, width * (0.735 + i * 0.034), height * 0.2 - tall, width * 0.026, tall);
            }
            oval(c, look.hair, x, 50 * u, 23 * u, (look.longHair ? 34 : 27) * u);
            if (look.longHair) box(c, look.hair, x - 23 * u, 50 * u, 46 * u, 30 * u);
            box(c, look.skin, x - 8 * u, 70 * u, 16 * u, 20 * u);
            oval(c, look.top, x, 124 * u, 44 * u, 38 * u, Math.PI, 2 * Math.PI);
            oval(c, look.skin, x, 56 * u, 18 * u, 23 * u);
            oval(c, look.hair, x, 40 * u, 19 * u, 10 * u, Math.PI, 2 * Math.PI);
            for (const side of [-1, 1]) oval(c, '#2b2320', x + side * 7 * u, 54 * u, 2 * u, 2.2 * u);
            c.strokeStyle = '#7a3b34';
            c.lineWidth = 1.6 * u;
            c.beginPath();
            c.arc(x, 63 * u, 6 * u, 0.3, Math.PI - 0.3);
            c.stroke();
          };
          const ask = MediaDevices.prototype.getUserMedia;
          MediaDevices.prototype.getUserMedia = async function (wanted) {
            const given = new MediaStream();
            if (wanted.audio && silent) given.addTrack(new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]);
            else if (wanted.audio) given.addTrack((await ask.call(this, { audio: true })).getAudioTracks()[0]);
            if (!wanted.video) return given;
            const canvas = document.createElement('canvas');
            Object.assign(canvas, { width, height });
            const context = canvas.getContext('2d');
            const paint = () => draw(context, performance.now());
            paint();
            setInterval(paint, 100);
            given.addTrack(canvas.captureStream(10).getVideoTracks()[0]);
            return given;
          };
        """;
}
