using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Recurrent layers, unrolled: steps (T, N, I) give (T, directions, N, H). The weights of a direction hold those of its gates one below the other.</summary>
internal static class RecurrentOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("RNN", call => Layer(call, gates: 1, hasCell: false, ["Tanh"], Simple)) { Weights = [1, 2, 3] },
        new("GRU", call => Layer(call, gates: 3, hasCell: false, ["Sigmoid", "Tanh"], Gated)) { Weights = [1, 2, 3] },
        new("LSTM", call => Layer(call, gates: 4, hasCell: true, ["Sigmoid", "Tanh", "Tanh"], LongShort)) { Weights = [1, 2, 3, 7] },
    ];

    /// <summary>One direction of a layer: what a step needs beside its input.</summary>
    /// <param name="Hidden">H, the features of a state.</param>
    /// <param name="Weight">The weights of the state, (gates H, H).</param>
    /// <param name="Bias">The bias of the state, (gates H); that of the input is in its product already.</param>
    /// <param name="Peepholes">The weights (3 H) with which an LSTM's gates see its cell, or null.</param>
    /// <param name="Activations">Of the gates, the candidate and the cell.</param>
    /// <param name="Flag">linear_before_reset of a GRU, input_forget of an LSTM.</param>
    readonly record struct Direction(int Hidden, Tensor Weight, Tensor Bias, Tensor? Peepholes, Func<Tensor, Tensor>[] Activations, bool Flag);

    /// <summary>The states after a step, from the input's part of all gates (N, gates H) and the states before.</summary>
    delegate (Tensor H, Tensor? C) Step(in Direction direction, Tensor gates, Tensor h, Tensor? c);

    static (Tensor, Tensor?) Simple(in Direction own, Tensor gates, Tensor h, Tensor? c) => (own.Activations[0](gates + h.MatMul(own.Weight, transposeB: true) + own.Bias), null);

    // Gates: update z, reset r, candidate.
    static (Tensor, Tensor?) Gated(in Direction own, Tensor gates, Tensor h, Tensor? c)
    {
        int size = own.Hidden;
        Tensor both = own.Activations[0](gates.Slice(1, 0, 2 * size) + h.MatMul(own.Weight.Slice(0, 0, 2 * size), transposeB: true) + own.Bias.Slice(0, 0, 2 * size));
        Tensor z = both.Slice(1, 0, size), r = both.Slice(1, size, size), weight = own.Weight.Slice(0, 2 * size, size), bias = own.Bias.Slice(0, 2 * size, size);
        Tensor state = own.Flag ? r * (h.MatMul(weight, transposeB: true) + bias) : (r * h).MatMul(weight, transposeB: true) + bias;
        return ((1 - z) * own.Activations[1](gates.Slice(1, 2 * size, size) + state) + z * h, null);
    }

    // Gates: input i, output o, forget f, candidate.
    static (Tensor, Tensor?) LongShort(in Direction own, Tensor gates, Tensor h, Tensor? c)
    {
        Tensor all = gates + h.MatMul(own.Weight, transposeB: true) + own.Bias;
        Tensor[] parts = all.Split(1, 4), peepholes = own.Peepholes?.Split(0, 3) ?? [];
        Tensor i = own.Activations[0](peepholes.Length == 0 ? parts[0] : parts[0] + peepholes[0] * c!);
        Tensor f = own.Flag ? 1 - i : own.Activations[0](peepholes.Length == 0 ? parts[2] : parts[2] + peepholes[2] * c!);
        Tensor cell = f * c! + i * own.Activations[1](parts[3]);
        Tensor o = own.Activations[0](peepholes.Length == 0 ? parts[1] : parts[1] + peepholes[1] * cell);
        return (o * own.Activations[2](cell), cell);
    }

    static OnnxValue[] Layer(OnnxCall call, int gates, bool hasCell, string[] activations, Step step)
    {
        Tensor x = call.X.Logical, weights = call[1].Logical, recurrent = call[2].Logical;
        if (x.Shape.Rank != 3 || weights.Shape.Rank != 3 || recurrent.Shape.Rank != 3) throw call.Bad($"needs steps (T, N, I), not {x.Shape}, and weights for each direction");
        bool batchFirst = call.Flag("layout");
        if (batchFirst) x = x.Transpose(1, 0, 2);
        (int steps, int batch, int hidden) = (x.Shape[0], x.Shape[1], recurrent.Shape[2]);
        (int directions, bool backwards) = call.Text("direction", "forward") switch
        {
            "forward" => (1, false),
            "reverse" => (1, true),
            "bidirectional" => (2, false),
            var other => throw call.Bad($"has the unknown direction '{other}'"),
        };
        if (weights.Shape[0] != directions || recurrent.Shape[0] != directions || weights.Shape[1] != gates * hidden) throw call.Bad($"has weights {weights.Shape} and {recurrent.Shape} for {directions} directions of {gates} gates");
        Tensor biases = call.Optional(3)?.Logical ?? Tensor.Zeros([directions, 2 * gates * hidden]);
        Tensor? length = call.Optional(4)?.Logical.Reshape(batch, 1);
        Tensor? State(int input) => call.Optional(input)?.Logical is { } given ? batchFirst ? given.Transpose(1, 0, 2) : given : null;
        Tensor none = Tensor.Zeros([directions, batch, hidden]), h0 = State(5) ?? none, c0 = hasCell ? State(6) ?? none : none;
        Tensor? peepholes = hasCell ? call.Optional(7)?.Logical : null;
        Func<Tensor, Tensor>[] functions = Activations(call, activations, directions);

        Tensor[][] all = new Tensor[directions][];
        Tensor[] lastH = new Tensor[directions], lastC = new Tensor[directions];
        for (int d = 0; d < directions; d++)
        {
            Tensor bias = biases[d], products = x.MatMul(weights[d], transposeB: true) + bias.Slice(0, 0, gates * hidden);
            Direction own = new(hidden, recurrent[d], bias.Slice(0, gates * hidden, gates * hidden), peepholes?[d], functions[(d * activations.Length)..((d + 1) * activations.Length)],
                call.Flag(hasCell ? "input_forget" : "linear_before_reset"));
            (Tensor h, Tensor? c) = (h0[d], hasCell ? c0[d] : null);
            all[d] = new Tensor[steps];
            for (int i = 0; i < steps; i++)
            {
                int t = backwards || d == 1 ? steps - 1 - i : i;
                (Tensor nextH, Tensor? nextC) = step(own, products[t], h, c);
                if (length is null) (h, c, all[d][t]) = (nextH, nextC, nextH);
                else
                {
                    // Behind its end a sequence keeps its state and gives zeros.
                    Tensor goesOn = length > t;
                    (h, c, all[d][t]) = (Tensor.Where(goesOn, nextH, h), c is null ? null : Tensor.Where(goesOn, nextC!, c), Tensor.Where(goesOn, nextH, 0));
                }
            }
            (lastH[d], lastC[d]) = (h, c ?? h);
        }
        Tensor y = Tensor.Stack(1, [.. all.Select(own => Tensor.Stack(0, own))]), last = Tensor.Stack(0, lastH), lastCell = Tensor.Stack(0, lastC);
        if (batchFirst) (y, last, lastCell) = (y.Transpose(2, 0, 1, 3), last.Transpose(1, 0, 2), lastCell.Transpose(1, 0, 2));
        OnnxValue[] outputs = [new OnnxValue(y, call.X.Type), new OnnxValue(last, call.X.Type), new OnnxValue(lastCell, call.X.Type)];
        return outputs[..(hasCell ? 3 : 2)];
    }

    /// <summary>The functions that the node names, for all directions, or the usual ones.</summary>
    static Func<Tensor, Tensor>[] Activations(OnnxCall call, string[] usual, int directions)
    {
        double clip = call.Float("clip", double.PositiveInfinity);
        string[] names = call.Find("activations")?.Value is IReadOnlyList<string> { Count: > 0 } given ? [.. given] : [.. Enumerable.Repeat(usual, directions).SelectMany(name => name)];
        if (names.Length != usual.Length * directions) throw call.Bad($"names {names.Length} activations for {directions} directions");
        if (call.Find("activation_alpha")?.Value is IReadOnlyList<float> { Count: > 0 } || call.Find("activation_beta")?.Value is IReadOnlyList<float> { Count: > 0 }) throw call.Unsupported("activations with numbers of their own");
        return Array.ConvertAll(names, name =>
        {
            Func<Tensor, Tensor> function = name switch
            {
                "Tanh" => x => x.Tanh(),
                "Sigmoid" => x => x.Sigmoid(),
                "Relu" => x => x.Relu(),
                "Softsign" => x => x.Softsign(),
                "Softplus" => x => x.Softplus(),
                "HardSigmoid" => x => x.HardSigmoid(0.2, 0.5),
                "LeakyRelu" => x => x.LeakyRelu(0.01),
                "Elu" => x => x.Elu(),
                "Affine" or "ScaledTanh" or "ThresholdedRelu" => throw call.Unsupported($"the activation '{name}'"),
                _ => throw call.Bad($"has the unknown activation '{name}'"),
            };
            return double.IsInfinity(clip) ? function : x => function(x.Clamp(-clip, clip));
        });
    }
}
