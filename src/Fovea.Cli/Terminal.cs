using System.Text;

namespace Fovea.Cli;

/// <summary>The two streams that a command writes to, and whether a person looks at them.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutIsLive">Whether standard output is a terminal.</param>
/// <param name="ErrorIsLive">Whether standard error is a terminal.</param>
sealed record Terminal(TextWriter Out, TextWriter Error, bool OutIsLive, bool ErrorIsLive)
{
    /// <summary>The streams of this process, as UTF-8 without a byte order mark.</summary>
    public static Terminal OfProcess()
    {
        // Setting the encoding writes to the terminal's settings, so only where something else stands there.
        if (Console.OutputEncoding.CodePage != Encoding.UTF8.CodePage) Console.OutputEncoding = new UTF8Encoding(false);
        bool dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        return new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected && !dumb, !Console.IsErrorRedirected && !dumb);
    }
}
