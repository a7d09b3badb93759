namespace Fovea.Compute.Tests;

/// <summary>The definition in double precision: every multiply-add of a convolution, visited once.</summary>
internal static class ConvolutionReference
{
    public delegate void Visit(long x, long w, long y);

    public static void ForEach(in ConvolutionGeometry g, Visit visit)
    {
        int groupIn = g.InChannels / g.Groups, groupOut = g.OutChannels / g.Groups;
        for (int n = 0; n < g.Batch; n++)
            for (int oy = 0; oy < g.OutHeight; oy++)
                for (int ox = 0; ox < g.OutWidth; ox++)
                    for (int ky = 0; ky < g.KernelHeight; ky++)
                        for (int kx = 0; kx < g.KernelWidth; kx++)
                        {
                            int iy = oy * g.StrideY - g.PadTop + ky * g.DilationY, ix = ox * g.StrideX - g.PadLeft + kx * g.DilationX;
                            if (iy < 0 || iy >= g.InHeight || ix < 0 || ix >= g.InWidth) continue;
                            for (int o = 0; o < g.OutChannels; o++)
                                for (int c = 0; c < groupIn; c++)
                                    visit(
                                        (((long)n * g.InHeight + iy) * g.InWidth + ix) * g.InChannels + o / groupOut * groupIn + c,
                                        (((long)o * g.KernelHeight + ky) * g.KernelWidth + kx) * groupIn + c,
                                        (((long)n * g.OutHeight + oy) * g.OutWidth + ox) * g.OutChannels + o);
                        }
    }
}
