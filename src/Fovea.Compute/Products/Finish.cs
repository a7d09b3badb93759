using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>Applies an <see cref="Epilogue"/> to a block of a result that has just been computed.</summary>
internal static unsafe class Finish<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>
    /// c = activation(c + bias + residual) over rows x columns; rows of c and residual are <paramref name="ld"/> floats apart,
    /// and the pointers of <paramref name="e"/> already point at the block's first column and first element.
    /// </summary>
    public static void Rows(float* c, nint rows, nint columns, nint ld, in Epilogue e)
    {
        switch (e.Activation)
        {
            case Activation.None: Rows<None>(c, rows, columns, ld, e.Bias, e.Residual); break;
            case Activation.Relu: Rows<Relu>(c, rows, columns, ld, e.Bias, e.Residual); break;
            case Activation.Tanh: Rows<Tanh>(c, rows, columns, ld, e.Bias, e.Residual); break;
            default: Rows<Sigmoid>(c, rows, columns, ld, e.Bias, e.Residual); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<F>(float* c, nint rows, nint columns, nint ld, float* bias, float* residual) where F : IFunction
    {
        for (nint r = 0; r < rows; r++, c += ld)
        {
            nint j = 0;
            for (; j <= columns - L.Width; j += L.Width)
            {
                V v = L.Load(c + j);
                if (bias != null) v = L.Add(v, L.Load(bias + j));
                if (residual != null) v = L.Add(v, L.Load(residual + j));
                L.Store(c + j, F.Of(v));
            }
            if (j < columns)
            {
                int n = (int)(columns - j);
                V v = L.LoadFirst(c + j, n);
                if (bias != null) v = L.Add(v, L.LoadFirst(bias + j, n));
                if (residual != null) v = L.Add(v, L.LoadFirst(residual + j, n));
                L.StoreFirst(c + j, F.Of(v), n);
            }
            if (residual != null) residual += ld;
        }
    }

    internal interface IFunction
    {
        static abstract V Of(V v);
    }

    internal struct None : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V v) => v;
    }

    internal struct Relu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V v) => L.AtLeast(L.Broadcast(0f), v);
    }

    internal struct Sigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V v)
        {
            V one = L.Broadcast(1f);
            return L.Divide(one, L.Add(one, L.Exp(L.Subtract(L.Broadcast(0f), v))));
        }
    }

    /// <summary>The rational approximation of Eigen (ptanh_float): odd polynomial of degree 13 over an even one of degree 6, minimax on the clamped range.</summary>
    internal struct Tanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V v)
        {
            V x = L.AtMost(L.Broadcast(7.90531110763549805f), L.AtLeast(L.Broadcast(-7.90531110763549805f), v));
            V s = L.Multiply(x, x);
            V p = L.Fma(s, L.Broadcast(-2.76076847742355e-16f), L.Broadcast(2.00018790482477e-13f));
            p = L.Fma(s, p, L.Broadcast(-8.60467152213735e-11f));
            p = L.Fma(s, p, L.Broadcast(5.12229709037114e-08f));
            p = L.Fma(s, p, L.Broadcast(1.48572235717979e-05f));
            p = L.Fma(s, p, L.Broadcast(6.37261928875436e-04f));
            p = L.Multiply(x, L.Fma(s, p, L.Broadcast(4.89352455891786e-03f)));
            V q = L.Fma(s, L.Broadcast(1.19825839466702e-06f), L.Broadcast(1.18534705686654e-04f));
            q = L.Fma(s, q, L.Broadcast(2.26843463243900e-03f));
            q = L.Fma(s, q, L.Broadcast(4.89352518554385e-03f));
            // Where the quotient would lose the last bits, tanh(x) is x.
            return L.Select(L.Greater(L.Broadcast(0.0004f), L.Abs(v)), v, L.Divide(p, q));
        }
    }
}
