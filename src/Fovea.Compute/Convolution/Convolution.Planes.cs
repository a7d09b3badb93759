namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    private static void PlaneForward(in ConvolutionGeometry g, float* x, float* packed, float* y, in Epilogue e) => Run(g, new PlaneProduct()
    {
        Window = Window(g, x, 0), LineLength = g.OutWidth, Outputs = g.OutChannels, Kernels = packed, Target = y, TargetHeight = g.OutHeight, Epilogue = e,
    });

    private static void PlaneWeightGradient(in ConvolutionGeometry g, float* x, float* dy, float* dw, float* scratch)
    {
        PlaneWeightWork work = new() { Parts = WeightParts(g), Results = scratch, WeightSize = g.WeightSize };
        work.Correlation = new() { Window = Window(g, x, 0), Dy = dy, OutHeight = g.OutHeight, LineLength = g.OutWidth, Outputs = g.OutChannels };
        Workers.Run(work.Parts.Count, ref work);
        PartialSums.Add(scratch, work.Parts.Count, g.WeightSize, dw, g.WeightSize);
    }

    private struct PlaneWeightWork : Workers.IWork
    {
        public PlaneCorrelation Correlation;
        public LineChunks Parts;
        public float* Results;
        public long WeightSize;

        public readonly void Run(int chunk)
        {
            PlaneCorrelation correlation = Correlation;
            correlation.Result = Results + chunk * WeightSize;
            (int image, int images, int first, int lines) = Parts[chunk];
            correlation.Run(image, images, first, lines);
        }
    }
}
