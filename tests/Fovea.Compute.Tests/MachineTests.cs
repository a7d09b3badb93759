namespace Fovea.Compute.Tests;

public class MachineTests
{
    [Fact]
    public void KnowsItsVectors()
    {
        Assert.Contains(Machine.VectorBits, new[] { 32, 128, 256, 512 });
        Assert.Contains($"{Environment.ProcessorCount} processors", Machine.Describe());
        Assert.Contains(Machine.VectorBits == 32 ? "no vectors" : $"{Machine.VectorBits}-bit", Machine.Describe());
    }

    [Fact]
    public void MeasuresAPeak() => Assert.InRange(Machine.MeasurePeak(), 0.01, 1e6);
}
