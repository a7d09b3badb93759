using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fovea.Cli;

/// <summary>What is wrong with a call that could not be parsed, in words that name the nearest thing that exists.</summary>
static class WrongCall
{
    /// <summary>The first mistake, or null where there is none.</summary>
    public static UsageException? In(ParseResult call, RootCommand root)
    {
        Command command = call.CommandResult.Command;
        // An argument that is free takes an unknown option for its value: look there before reading what was left over.
        bool literal = call.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        string? option = literal ? null : call.CommandResult.Tokens.Select(token => token.Value).Concat(call.UnmatchedTokens).FirstOrDefault(IsOption);
        if (option is not null)
        {
            IEnumerable<string> names = Options(command, root).SelectMany(known => known.Aliases.Append(known.Name));
            return Unknown("option", option.Split('=')[0], [.. names.Where(name => name.StartsWith("--", StringComparison.Ordinal)).Order(StringComparer.Ordinal)], command);
        }
        if (command == root && call.UnmatchedTokens.Count > 0)
            return Unknown("verb", call.UnmatchedTokens[0], [.. root.Subcommands.Select(verb => verb.Name)], root);
        if (call.UnmatchedTokens.Count > 0) return new UsageException($"{command.Name} has no use for '{call.UnmatchedTokens[0]}'", See(command, root));
        if (call.Errors.Count == 0) return null;
        return new UsageException(command == root ? "a verb is missing" : call.Errors[0].Message.TrimEnd('.'), See(command, root));
    }

    static bool IsOption(string token) => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]) && token[1] != '.';

    static IEnumerable<Option> Options(Command command, RootCommand root) =>
        command == root ? root.Options : command.Options.Concat(root.Options.Where(option => option.Recursive));

    static UsageException Unknown(string what, string given, string[] known, Command command)
    {
        string nearest = Suggestion.For(given, known) is { } name ? $"did you mean '{name}'? " : "";
        string of = command is RootCommand ? "" : $" of {command.Name}";
        return new UsageException($"unknown {what} '{given}'{of}", $"{nearest}known: {string.Join(", ", known)}");
    }

    static string See(Command command, RootCommand root) => command == root ? "fovea --help lists the verbs" : $"fovea {command.Name} --help shows how to call it";
}
