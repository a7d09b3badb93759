namespace Fovea.Tensors;

/// <summary>Indices are whole numbers in a tensor of real ones; what they are is known at run time only, so that is when they are checked.</summary>
internal static class Indices
{
    /// <summary>Writes indices as integers.</summary>
    /// <exception cref="FoveaException">One is not whole, or not from 0 to <paramref name="count"/> - 1.</exception>
    public static unsafe void Read(string operation, float* x, long length, int count, int* indices)
    {
        for (long i = 0; i < length; i++)
        {
            int index = (int)x[i];
            if (index != x[i] || (uint)index >= (uint)count) throw Wrong(operation, x[i], i, count);
            indices[i] = index;
        }
    }

    /// <inheritdoc cref="Read(string, float*, long, int, int*)"/>
    public static int[] Read(string operation, double[] x, int count)
    {
        int[] indices = new int[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            indices[i] = (int)x[i];
            if (indices[i] != x[i] || (uint)indices[i] >= (uint)count) throw Wrong(operation, x[i], i, count);
        }
        return indices;
    }

    public static FoveaException Wrong(string operation, double value, long position, int count) =>
        new($"{operation}: index {value} at position {position} {(value == Math.Floor(value) ? $"does not exist; there are {count}, counted from 0" : "is no whole number")}");
}
