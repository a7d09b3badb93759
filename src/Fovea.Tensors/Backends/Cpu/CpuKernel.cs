namespace Fovea.Tensors;

/// <summary>
/// One compiled step: reads its operands, writes every element of its result. The pointers are valid during the call only; all memory is pinned and aligned to
/// 64 bytes (a view of a given tensor keeps that). <paramref name="scratch"/> has the bytes that were asked for.
/// </summary>
internal unsafe delegate void CpuKernel(float** x, float* y, byte* scratch);

/// <summary>Where a step stands: the shapes around it, and the scratch memory it asks for.</summary>
internal sealed class CpuSite(Shape[] inputs, Shape output, Precision precision)
{
    public Shape[] Inputs => inputs;

    public Shape Output => output;

    /// <summary>How exact the kernel has to be.</summary>
    public Precision Precision => precision;

    /// <summary>Bytes of scratch that every run of the step needs; they come from the plan's arena and hold nothing between steps.</summary>
    public long ScratchBytes { get; set; }

    /// <summary>The name of the kernel that was chosen, for operations that have several.</summary>
    public string Kernel { get; set; } = "";
}

/// <summary>An operation that runs on the CPU.</summary>
internal interface ICpuOperation
{
    /// <summary>Chooses a kernel for the shapes and prepares everything that does not depend on values.</summary>
    CpuKernel Cpu(CpuSite site);
}
