namespace Fovea.Cli;

/// <summary>What the process tells its caller.</summary>
static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>The call was wrong: nothing was done.</summary>
    public const int WrongCall = 2;

    /// <summary>Stopped by Ctrl-C, as shells count it: 128 and the number of the signal.</summary>
    public const int Interrupted = 130;
}
