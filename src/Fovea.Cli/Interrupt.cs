using System.Runtime.InteropServices;

namespace Fovea.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a token, for verbs that can stop cleanly. Signals are taken over when a verb first asks for the token; for all other verbs they
/// end the process as usual. A second signal always does.
/// </summary>
sealed class Interrupt : IDisposable
{
    readonly CancellationTokenSource source;
    readonly bool ofProcess;
    readonly List<PosixSignalRegistration> signals = [];

    Interrupt(bool ofProcess, CancellationToken outer) => (this.ofProcess, source) = (ofProcess, CancellationTokenSource.CreateLinkedTokenSource(outer));

    /// <summary>The signals of this process.</summary>
    public static Interrupt OfProcess() => new(true, CancellationToken.None);

    /// <summary>No signals: only what the caller cancels.</summary>
    public static Interrupt By(CancellationToken token) => new(false, token);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token
    {
        get
        {
            if (ofProcess && signals.Count == 0)
            {
                signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
                signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
            }
            return source.Token;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals) signal.Dispose();
        source.Dispose();
    }

    void Stop(PosixSignalContext context)
    {
        if (source.IsCancellationRequested) return;
        context.Cancel = true;
        source.Cancel();
    }
}
