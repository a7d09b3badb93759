using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// The register tile of every matrix product and convolution: R rows x C vectors of the result, C += A B over <c>outer</c> times k steps. Row r of A at
/// step (q, p) is the float at a + r * aRow + p * aStep + q * aOuter, row (q, p) of B the vectors at b + p * bStep + q * bOuter: any strides, so packed and
/// unpacked operands, and the windows of an image, use the same code.
/// </summary>
/// <remarks>
/// The accumulators are single locals, not arrays, so that they live in registers; the comparisons with R.Value and C.Value are known
/// when the kernel is compiled and leave no trace. Row addresses hang in threes on five pointers because x64 has too few registers for fourteen.
/// </remarks>
internal static unsafe class Tile<L, V, R, C> where L : ILanes<V> where V : struct where R : ICount where C : ICount
{
    /// <summary>
    /// Writes (or, with <paramref name="add"/>, adds) the tile to c, whose rows are <paramref name="ldc"/> floats apart. Only
    /// <paramref name="lastColumns"/> lanes of the last vector of a row are written. B is read in whole vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileOperands o, float* c, nint ldc, int lastColumns, bool add)
    {
        // The sums begin with the bias.
        V c00 = default, c01 = default;
        if (o.Bias != null)
        {
            c00 = C.Value > 1 ? L.Load(o.Bias) : L.LoadFirst(o.Bias, lastColumns);
            if (C.Value > 1) c01 = L.LoadFirst(o.Bias + L.Width, lastColumns);
        }
        V c10 = c00, c11 = c01;
        V c20 = c00, c21 = c01;
        V c30 = c00, c31 = c01;
        V c40 = c00, c41 = c01;
        V c50 = c00, c51 = c01;
        V c60 = c00, c61 = c01;
        V c70 = c00, c71 = c01;
        V c80 = c00, c81 = c01;
        V c90 = c00, c91 = c01;
        V c100 = c00, c101 = c01;
        V c110 = c00, c111 = c01;
        V c120 = c00, c121 = c01;
        V c130 = c00, c131 = c01;
        nint k = o.K, aRow = o.ARow, aRow2 = 2 * aRow, aStep = o.AStep, bStep = o.BStep;
        float* aFirst = o.A, bFirst = o.B;
        for (nint q = o.Outer; q > 0; q--, aFirst += o.AOuter, bFirst += o.BOuter)
        {
            float* next = o.Next + (o.Outer - q) * o.NextOuter;
            for (int line = o.NextLines; line > 0; line--, next += o.NextLine) CacheLine.Far(next);
            float* b = bFirst, a0 = aFirst, a3 = a0 + 3 * aRow, a6 = a0 + 6 * aRow, a9 = a0 + 9 * aRow, a12 = a0 + 12 * aRow;
            for (nint p = k; p > 0; p--)
            {
                V b0 = L.Load(b), b1 = C.Value > 1 ? L.Load(b + L.Width) : default, x;
                x = L.Broadcast(*a0); c00 = L.Fma(x, b0, c00); if (C.Value > 1) c01 = L.Fma(x, b1, c01);
                if (R.Value > 1) { x = L.Broadcast(a0[aRow]); c10 = L.Fma(x, b0, c10); if (C.Value > 1) c11 = L.Fma(x, b1, c11); }
                if (R.Value > 2) { x = L.Broadcast(a0[aRow2]); c20 = L.Fma(x, b0, c20); if (C.Value > 1) c21 = L.Fma(x, b1, c21); }
                if (R.Value > 3) { x = L.Broadcast(*a3); c30 = L.Fma(x, b0, c30); if (C.Value > 1) c31 = L.Fma(x, b1, c31); }
                if (R.Value > 4) { x = L.Broadcast(a3[aRow]); c40 = L.Fma(x, b0, c40); if (C.Value > 1) c41 = L.Fma(x, b1, c41); }
                if (R.Value > 5) { x = L.Broadcast(a3[aRow2]); c50 = L.Fma(x, b0, c50); if (C.Value > 1) c51 = L.Fma(x, b1, c51); }
                if (R.Value > 6) { x = L.Broadcast(*a6); c60 = L.Fma(x, b0, c60); if (C.Value > 1) c61 = L.Fma(x, b1, c61); }
                if (R.Value > 7) { x = L.Broadcast(a6[aRow]); c70 = L.Fma(x, b0, c70); if (C.Value > 1) c71 = L.Fma(x, b1, c71); }
                if (R.Value > 8) { x = L.Broadcast(a6[aRow2]); c80 = L.Fma(x, b0, c80); if (C.Value > 1) c81 = L.Fma(x, b1, c81); }
                if (R.Value > 9) { x = L.Broadcast(*a9); c90 = L.Fma(x, b0, c90); if (C.Value > 1) c91 = L.Fma(x, b1, c91); }
                if (R.Value > 10) { x = L.Broadcast(a9[aRow]); c100 = L.Fma(x, b0, c100); if (C.Value > 1) c101 = L.Fma(x, b1, c101); }
                if (R.Value > 11) { x = L.Broadcast(a9[aRow2]); c110 = L.Fma(x, b0, c110); if (C.Value > 1) c111 = L.Fma(x, b1, c111); }
                if (R.Value > 12) { x = L.Broadcast(*a12); c120 = L.Fma(x, b0, c120); if (C.Value > 1) c121 = L.Fma(x, b1, c121); }
                if (R.Value > 13) { x = L.Broadcast(a12[aRow]); c130 = L.Fma(x, b0, c130); if (C.Value > 1) c131 = L.Fma(x, b1, c131); }
                a0 += aStep;
                if (R.Value > 3) a3 += aStep;
                if (R.Value > 6) a6 += aStep;
                if (R.Value > 9) a9 += aStep;
                if (R.Value > 12) a12 += aStep;
                b += bStep;
            }
        }

        bool relu = o.Relu;
        Put(c, c00, c01, lastColumns, add, relu);
        if (R.Value > 1) { c += ldc; Put(c, c10, c11, lastColumns, add, relu); }
        if (R.Value > 2) { c += ldc; Put(c, c20, c21, lastColumns, add, relu); }
        if (R.Value > 3) { c += ldc; Put(c, c30, c31, lastColumns, add, relu); }
        if (R.Value > 4) { c += ldc; Put(c, c40, c41, lastColumns, add, relu); }
        if (R.Value > 5) { c += ldc; Put(c, c50, c51, lastColumns, add, relu); }
        if (R.Value > 6) { c += ldc; Put(c, c60, c61, lastColumns, add, relu); }
        if (R.Value > 7) { c += ldc; Put(c, c70, c71, lastColumns, add, relu); }
        if (R.Value > 8) { c += ldc; Put(c, c80, c81, lastColumns, add, relu); }
        if (R.Value > 9) { c += ldc; Put(c, c90, c91, lastColumns, add, relu); }
        if (R.Value > 10) { c += ldc; Put(c, c100, c101, lastColumns, add, relu); }
        if (R.Value > 11) { c += ldc; Put(c, c110, c111, lastColumns, add, relu); }
        if (R.Value > 12) { c += ldc; Put(c, c120, c121, lastColumns, add, relu); }
        if (R.Value > 13) { c += ldc; Put(c, c130, c131, lastColumns, add, relu); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* c, V v0, V v1, int lastColumns, bool add, bool relu)
    {
        if (C.Value > 1)
        {
            if (add) v0 = L.Add(L.Load(c), v0);
            if (relu) v0 = L.AtLeast(L.Broadcast(0f), v0);
            L.Store(c, v0);
            c += L.Width;
            v0 = v1;
        }
        if (lastColumns == L.Width)
        {
            if (add) v0 = L.Add(L.Load(c), v0);
            if (relu) v0 = L.AtLeast(L.Broadcast(0f), v0);
            L.Store(c, v0);
        }
        else
        {
            if (add) v0 = L.Add(L.LoadFirst(c, lastColumns), v0);
            if (relu) v0 = L.AtLeast(L.Broadcast(0f), v0);
            L.StoreFirst(c, v0, lastColumns);
        }
    }
}
