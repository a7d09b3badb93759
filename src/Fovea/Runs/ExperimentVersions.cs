using System.Runtime.InteropServices;
using Hardware = Fovea.Compute.Machine;

namespace Fovea.Runs;

/// <summary>What an experiment ran on, for whoever compares results: the version of Fovea, of .NET, and the machine.</summary>
public sealed record ExperimentVersions(string Fovea, string Runtime, string Machine)
{
    /// <summary>Those of this process.</summary>
    public static ExperimentVersions Current { get; } = new(
        typeof(ExperimentVersions).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, " +
        $"{Environment.ProcessorCount} processors, {Hardware.VectorBits}-bit vectors");
}
