using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>Takes the laying out of weights apart from the convolutions and products that read them, so that <see cref="CpuLasting"/> does it once.</summary>
internal static class CpuPacking
{
    /// <summary>The graph with the right operands of its convolutions and products packed apart, where they follow from lasting leaves alone.</summary>
    public static Graph In(Graph graph, Precision precision)
    {
        bool[] lasting = graph.Lasting();
        return GraphBuilder.Simplify(graph, (builder, i, image) =>
        {
            Node node = graph.Nodes[i];
            (Operation? product, ProductEnding ending) = node.Operation switch
            {
                FusedProductOp fused => ((Operation?)fused.Product, fused.Ending),
                Operation bare => (bare, default),
                null => (null, default),
            };
            if (product is not (Conv2dOp or MatMulOp) || lasting[node.Inputs[0]] || !lasting[node.Inputs[1]] || node.Shape.Count == 0) return null;
            (Shape x, Shape weights) = (graph.Nodes[node.Inputs[0]].Shape, graph.Nodes[node.Inputs[1]].Shape);
            Operation read;
            int packed;
            if (product is Conv2dOp convolution)
            {
                ConvolutionGeometry geometry = Conv2dOp.Geometry(x, weights, node.Shape, convolution.Window, convolution.Groups, precision) with { KeepsPacked = true };
                packed = builder.Add(new PackKernelsOp(geometry), PackKernelsOp.Packed(geometry), image[node.Inputs[1]]);
                read = new PackedConv2dOp(geometry, node.Operation!.Name, ending);
            }
            else
            {
                MatrixShape sizes = ((MatMulOp)product).Matrices(x, weights, node.Shape);
                if (!MatrixProduct.ReadsPacked(sizes)) return null;
                PackMatrixOp pack = new(sizes);
                packed = builder.Add(pack, pack.Packed, image[node.Inputs[1]]);
                read = new PackedMatMulOp(sizes, node.Operation!.Name, ending);
            }
            return builder.Add(read, node.Shape, [image[node.Inputs[0]], packed, .. node.Inputs.Skip(2).Select(input => image[input])]);
        });
    }
}
