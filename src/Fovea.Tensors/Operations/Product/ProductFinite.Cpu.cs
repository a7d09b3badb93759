using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Whether all elements of a matrix product are finite, 1 or 0, from its operands. Where these are finite and max|a| max|b| K, the most that a sum of K terms can reach, is far from
/// overflow, so is the product; else its rows are computed, looked at and not kept. Only a compiled graph holds it, in the place of <see cref="AllFiniteOp"/>.
/// </summary>
internal sealed record ProductFiniteOp(MatMulOp Product) : FusedOp, ICpuOperation
{
    // Rounding moves a sum by less than a part in a thousand.
    const double Safe = float.MaxValue / 2;

    // The operands are read by one thread.
    const long MostRead = 1 << 24;

    public override string Name => "AllFinite of MatMul";

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (Shape a, Shape b) = (site.Inputs[0], site.Inputs[1]);
        MatrixShape shape = Product.Matrices(a, b, Product.Infer([a, b]));
        ProductRows product = new(shape);
        site.ScratchBytes = product.ScratchBytes;
        (int countA, int countB) = ((int)a.Count, (int)b.Count);
        return (x, y, scratch) => *y = (double)shape.K * Largest(x[0], countA) * Largest(x[1], countB) < Safe || All(product, x[0], x[1], scratch) ? 1 : 0;
    }

    static unsafe bool All(ProductRows product, float* a, float* b, byte* scratch)
    {
        for (int row = 0; row < product.Rows; row += product.PerBlock)
        {
            int rows = Math.Min(product.PerBlock, product.Rows - row);
            if (!Finite.All(product.Run(a, b, row, rows, scratch), (long)rows * product.Columns)) return false;
        }
        return true;
    }

    /// <summary>NaN where one of the values is.</summary>
    static unsafe double Largest(float* values, int count) => Math.Abs(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(values, count)));

    /// <summary>The graph in which the finiteness of products that are much larger than their operands, such as the gradients of linear layers over few images, is found in this way.</summary>
    public static Graph In(Graph graph) => GraphBuilder.Simplify(graph, (builder, i, image) =>
    {
        Node node = graph.Nodes[i];
        if (node.Operation is not AllFiniteOp || graph.Nodes[node.Inputs[0]] is not { Operation: MatMulOp product, Shape.Rank: 2 } large) return null;
        long read = graph.Nodes[large.Inputs[0]].Shape.Count + graph.Nodes[large.Inputs[1]].Shape.Count;
        if (read == 0 || read > MostRead || large.Shape.Count < 4 * read) return null;
        return builder.Add(new ProductFiniteOp(product), node.Shape, image[large.Inputs[0]], image[large.Inputs[1]]);
    });
}
