using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary>A call of the command in this process, and what came of it.</summary>
internal sealed record Call(int Code, string Out, string Error)
{
    public static Call Of(params string[] args)
    {
        using StringWriter stdout = new(), stderr = new();
        int code = CommandLine.Run(args, stdout, stderr);
        return new Call(code, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Standard output as the one JSON object that it must be.</summary>
    public JsonElement Json()
    {
        using JsonDocument document = JsonDocument.Parse(Out);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        return document.RootElement.Clone();
    }

    /// <summary>The call must have been refused: exit code 2, one message, nothing on standard output, no stack trace.</summary>
    public Call Refused() => Wrong(2);

    /// <summary>The work must have failed: exit code 1, one message, no stack trace.</summary>
    public Call Failed() => Wrong(1);

    public Call Succeeded()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}");
        return this;
    }

    Call Wrong(int code)
    {
        Assert.True(Code == code, $"exit code {Code} instead of {code}: {Error}");
        Assert.StartsWith("fovea: ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at Fovea", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", Error, StringComparison.Ordinal);
        return this;
    }
}
