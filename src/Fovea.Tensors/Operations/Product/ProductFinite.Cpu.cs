using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>
/// Whether all elements of a matrix product are finite, 1 or 0, from its operands and the product itself. Where the operands are finite and max|a| max|b| K, the most that
/// a sum of K terms can reach, is far from overflow, the product is not read. Only a compiled graph holds it, in the place of <see cref="AllFiniteOp"/>.
/// </summary>
internal sealed record ProductFiniteOp(int Terms) : FusedOp, ICpuOperation
{
    // Rounding moves a sum by less than a part in a thousand.
    const double Safe = float.MaxValue / 2;

    // The operands are read by one thread.
    const long MostRead = 1 << 24;

    public override string Name => "AllFinite of MatMul";

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (int a, int b, long product, double terms) = ((int)site.Inputs[0].Count, (int)site.Inputs[1].Count, site.Inputs[2].Count, Terms);
        return (x, y, scratch) => *y = terms * Largest(x[0], a) * Largest(x[1], b) < Safe || Compute.Finite.All(x[2], product) ? 1 : 0;
    }

    /// <summary>NaN where one of the values is.</summary>
    static unsafe double Largest(float* values, int count) => Math.Abs(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(values, count)));

    /// <summary>The graph in which the finiteness of products that are much larger than their operands, such as the gradients of linear layers over few images, is found in this way.</summary>
    public static Graph In(Graph graph) => GraphBuilder.Simplify(graph, (builder, i, image) =>
    {
        Node node = graph.Nodes[i];
        if (node.Operation is not AllFiniteOp || graph.Nodes[node.Inputs[0]] is not { Operation: MatMulOp product } large) return null;
        (Shape a, Shape b) = (graph.Nodes[large.Inputs[0]].Shape, graph.Nodes[large.Inputs[1]].Shape);
        long read = a.Count + b.Count;
        if (read == 0 || read > MostRead || large.Shape.Count < 4 * read) return null;
        return builder.Add(new ProductFiniteOp(product.Matrices(a, b, large.Shape).K), node.Shape, image[large.Inputs[0]], image[large.Inputs[1]], image[node.Inputs[0]]);
    });
}
