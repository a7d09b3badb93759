namespace Fovea.Tensors;

internal sealed partial record UnfoldOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) => Pairs(Neighbourhood, x[0].Shape, (image, patch) => y[patch] = x[0][image]);

    /// <summary>Every element of a patch that lies inside the image, and its place in the image.</summary>
    public static void Pairs(Neighbourhood neighbourhood, Shape image, Action<long, long> pair)
    {
        int channels = image[3], count = neighbourhood.Adjacency.Count;
        neighbourhood.Visit(image, (output, seen) =>
        {
            (long pixel, long channel) = Math.DivRem(output, channels);
            foreach (var (at, displacement) in seen) pair(at, (pixel * count + displacement) * channels + channel);
        });
    }
}

internal sealed partial record FoldOp : IReferenceOperation
{
    public void Reference(ReferenceArray[] x, ReferenceArray y) => UnfoldOp.Pairs(Neighbourhood, Image, (image, patch) => y[image] += x[0][patch]);
}
