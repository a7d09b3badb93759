namespace Fovea.Compute.Tests;

/// <summary>Scratch memory of exactly the size a kernel asked for, fenced, full of NaN.</summary>
internal sealed unsafe class Scratch(long bytes)
{
    private readonly Floats floats = new((bytes + 3) / 4);

    public byte* Pointer => (byte*)floats.Pointer;

    public void Check() => floats.CheckFences();
}
