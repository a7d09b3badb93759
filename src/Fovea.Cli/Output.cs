using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fovea.Cli;

/// <summary>
/// Where a verb writes: text for people goes to standard output, or to standard error where <c>--json</c> keeps standard output for one object.
/// Control characters are written to terminals only.
/// </summary>
sealed class Output(Terminal terminal, bool json)
{
    readonly TextWriter people = json ? terminal.Error : terminal.Out;
    IAnsiConsole? console;

    /// <summary>Whether the caller wants one JSON object.</summary>
    public bool IsJson => json;

    /// <summary>Whether text for people goes to a terminal.</summary>
    public bool IsLive { get; } = json ? terminal.ErrorIsLive : terminal.OutIsLive;

    /// <summary>Whether the JSON object has been written.</summary>
    public bool HasJson { get; private set; }

    /// <summary>Colours, tables and progress for people; only where <see cref="IsLive"/>.</summary>
    public IAnsiConsole Console => console ??= AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(people) });

    /// <summary>Writes a line for people.</summary>
    public void Line(string text = "")
    {
        // A live progress display makes room for what goes through its console; nothing else knows of it.
        if (console is null) Write(people, text);
        else console.Write(new ClearedLine(text));
    }

    /// <summary>Writes a line that brings its own colours; not while progress is shown.</summary>
    public void Raw(string text) => Write(people, text);

    /// <summary>Writes a remark that belongs to no result: always to standard error.</summary>
    public void Note(string text) => terminal.Error.WriteLine(text);

    /// <summary>Writes the one JSON object, if the caller wants it.</summary>
    public void Json(Action<Utf8JsonWriter> properties)
    {
        if (!json) return;
        if (HasJson) throw new InvalidOperationException("a command writes one JSON object");
        HasJson = true;
        Write(terminal.Out, JsonText(properties));
    }

    /// <summary>The base library's message does not say which file it is about.</summary>
    void Write(TextWriter writer, string text)
    {
        try
        {
            writer.WriteLine(text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FoveaException($"standard {(writer == terminal.Out ? "output" : "error")} cannot be written: {error.Message}", inner: error);
        }
    }

    /// <summary>A JSON object as indented text.</summary>
    public static string JsonText(Action<Utf8JsonWriter> properties)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>A line that first takes away what stands below: else the rest of a longer line of the progress display would stay beside it.</summary>
    sealed class ClearedLine(string text) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [Segment.Control("\u001b[0J"), new Segment(text), Segment.LineBreak];
    }
}
