namespace Fovea;

/// <summary>
/// An error that is part of the product: one message that says what went wrong, where, and how to go on.
/// The command line prints the message without a stack trace and exits with 1.
/// </summary>
public class FoveaException : Exception
{
    /// <summary>An error with a message for the person who caused it, and optionally a hint that says how to go on.</summary>
    public FoveaException(string message, string? hint = null, Exception? inner = null)
        : base(hint is null ? message : $"{message}\n  hint: {hint}", inner) => Hint = hint;

    /// <summary>How to go on, where there is something to say.</summary>
    public string? Hint { get; }
}
