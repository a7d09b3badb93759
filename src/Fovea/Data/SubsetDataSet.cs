using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>Some samples of another set.</summary>
internal sealed class SubsetDataSet : DataSet
{
    private readonly DataSet whole;
    private readonly int[] indices;

    public SubsetDataSet(DataSet whole, int[] indices)
        : base(whole.Name, whole.Height, whole.Width, whole.Channels, whole.Classes, whole.Mean, whole.Deviation)
    {
        foreach (int index in indices)
            if ((uint)index >= (uint)whole.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"data set {whole.Name} has {whole.Count} samples");
        (this.whole, this.indices) = (whole, indices);
        Remarks = whole.Remarks;
    }

    public override int Count => indices.Length;

    public override Preparation? Preparation => whole.Preparation;

    public override string Describe(int index) => whole.Describe(indices[index]);

    protected override void ReadSample(int index, Span<float> pixels, out int label) => whole.Read(indices[index], pixels, out label);

    protected override Image<byte> ReadWhole(int index, out int label) => whole.ReadPicture(indices[index], out label);
}
