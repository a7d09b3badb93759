namespace Fovea.Imaging;

/// <summary>Turns floats to their keys. It writes straight into the rows of the step behind it.</summary>
internal sealed unsafe class KeyStage(ImageKind input) : RowStage(input, default, Border.Replicate)
{
    public override void Run(byte** rows, byte** results, int count, byte* state) => SampleKeys.Encode((int*)*rows, (int*)*results, Input.RowSamples);
}
