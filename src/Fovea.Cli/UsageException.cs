namespace Fovea.Cli;

/// <summary>A mistake in the call itself, known before any work: the process ends with <see cref="ExitCode.WrongCall"/>.</summary>
sealed class UsageException : FoveaException
{
    /// <summary>What is wrong with the call, and how to write it.</summary>
    public UsageException(string message, string? hint = null) : base(message, hint)
    {
    }

    UsageException(FoveaException error) : base(error.Message, null, error)
    {
    }

    /// <summary>An error that the call is to blame for.</summary>
    public static UsageException From(FoveaException error) => error as UsageException ?? new UsageException(error);

    /// <summary>Looks something up that the call names; an error is a mistake in the call.</summary>
    public static T Of<T>(Func<T> lookUp)
    {
        try
        {
            return lookUp();
        }
        catch (FoveaException error)
        {
            throw From(error);
        }
    }
}
