namespace Fovea.Tensors.Tests.Operations;

/// <summary>
/// Small whole numbers by formula, the same here and in the PyTorch programs whose results the tests hold: images are (7 i + 3) mod 11 - 5 and
/// weights (5 i + 2) mod 7 - 3 for element i in row-major order (channels last), permuted to N, C, H, W there.
/// </summary>
static class Ramp
{
    public static Tensor Image(params ReadOnlySpan<int> shape) => Numbers(Shape.Create(shape), i => (7 * i + 3) % 11 - 5);

    public static Tensor Weight(params ReadOnlySpan<int> shape) => Numbers(Shape.Create(shape), i => (5 * i + 2) % 7 - 3);

    public static void AssertEqual(Shape shape, double[] values, Tensor tensor)
    {
        Assert.Equal(shape, tensor.Shape);
        float[] own = tensor.ToArray();
        Assert.Equal(values.Length, own.Length);
        for (int i = 0; i < own.Length; i++) Assert.True(Math.Abs(values[i] - own[i]) <= 2e-6, $"element {i} is {own[i]}, expected {values[i]}");
    }

    static Tensor Numbers(Shape shape, Func<int, int> number) => Tensor.From([.. Enumerable.Range(0, (int)shape.Count).Select(i => (float)number(i))], shape);
}
