namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>
/// Camera and microphone of the browser, but small, and as they are: for tests of what happens around the picture. To clean a voice of echo and noise
/// costs more than such a picture; and as all fake microphones beep at once, each would be the echo of the others.
/// </summary>
static class SmallMedia
{
    public const string Script =
        """
        // Not on pages that are not secure.
        if (window.MediaDevices) {
          const ask = MediaDevices.prototype.getUserMedia;
          const given = wanted => (wanted === true ? {} : wanted);
          MediaDevices.prototype.getUserMedia = function ({ audio, video }) {
            return ask.call(this, {
              audio: audio && { ...given(audio), echoCancellation: false, noiseSuppression: false, autoGainControl: false },
              video: video && { ...given(video), width: 160, height: 120, frameRate: 15 },
            });
          };
        }
        """;

    /// <summary>As the page asks for it: 640x480 at 30 frames a second, and a voice that is cleaned.</summary>
    public const string None = "// Nothing.";

    /// <summary>Somebody who talks without a pause: a hum of 150 Hz with its overtones, four syllables a second.</summary>
    public static readonly string Talking = Voice(loudness: 0.3);

    /// <summary>Somebody in a quiet room, whose microphone gives a hum that nobody hears.</summary>
    public static readonly string Quiet = Voice(loudness: 0.002);

    static string Voice(double loudness) => Script +
        $$"""

        {
          const ask = MediaDevices.prototype.getUserMedia;
          MediaDevices.prototype.getUserMedia = async function (wanted) {
            const given = await ask.call(this, { ...wanted, audio: false });
            if (!wanted.audio) return given;
            // It is asked for with a click, so that it may sound.
            const context = new AudioContext();
            const [voice, syllables] = [new OscillatorNode(context, { type: 'sawtooth', frequency: 150 }), new OscillatorNode(context, { frequency: 4 })];
            const [mouth, opening] = [new GainNode(context, { gain: {{Number(loudness / 2)}} }), new GainNode(context, { gain: {{Number(loudness / 2)}} })];
            const microphone = context.createMediaStreamDestination();
            syllables.connect(opening).connect(mouth.gain);
            voice.connect(mouth).connect(microphone);
            voice.start();
            syllables.start();
            given.addTrack(microphone.stream.getAudioTracks()[0]);
            return given;
          };
        }
        """;

    static string Number(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
