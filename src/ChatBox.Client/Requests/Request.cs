using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Requests;

/// <summary>One request and the answer it waits for. The bytes, id included, stay the same on every connection it is sent over.</summary>
sealed class Request
{
    // What the server does with a text it never does with markup: nothing needs escaping for HTML.
    static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly TaskCompletionSource<OkFrame> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="number">Unique for the client, ascending.</param>
    /// <param name="isRepeatable">Whether the server may get it twice: after a lost connection it is sent again.</param>
    /// <param name="type">One of <see cref="RequestWords"/>.</param>
    /// <param name="fields">Those without a value are left out.</param>
    public Request(long number, bool isRepeatable, string type, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        Number = number;
        IsRepeatable = isRepeatable;
        Type = type;
        Bytes = Write(number.ToString(CultureInfo.InvariantCulture), type, fields);
    }

    public long Number { get; }

    public bool IsRepeatable { get; }

    public string Type { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public Task<OkFrame> Answer => answer.Task;

    public void Succeed(OkFrame frame) => answer.TrySetResult(frame);

    public void Fail(Exception reason) => answer.TrySetException(reason);

    static ReadOnlyMemory<byte> Write(string id, string type, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, WriterOptions);
        json.WriteStartObject();
        json.WriteString(RequestWords.Type, type);
        json.WriteString(RequestWords.Id, id);
        foreach (var (name, value) in fields)
        {
            switch (value)
            {
                case null: break;
                case string text: json.WriteString(name, text); break;
                case long number: json.WriteNumber(name, number); break;
                case int number: json.WriteNumber(name, number); break;
                case bool flag: json.WriteBoolean(name, flag); break;
                default: throw new ArgumentException($"A field of a request is no {value.GetType()}.", nameof(fields));
            }
        }

        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }
}
