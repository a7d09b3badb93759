using System.CommandLine;

namespace Fovea.Cli;

/// <summary>A verb of the command: its arguments and options, examples for its help, and what it does.</summary>
abstract class Verb(string name, string description, params (string Call, string What)[] examples) : Command(name, description)
{
    /// <summary>Calls that work as they stand, with what they do; shown by <c>--help</c>.</summary>
    public IReadOnlyList<(string Call, string What)> Examples => examples;

    /// <summary>What <c>--help</c> says after the options, if anything.</summary>
    public virtual string? Details => null;

    /// <summary>Does it, and gives the exit code.</summary>
    /// <exception cref="UsageException">The call is wrong.</exception>
    /// <exception cref="FoveaException">The work failed.</exception>
    public abstract int Execute(ParseResult call, Output output, Interrupt interrupt);
}
