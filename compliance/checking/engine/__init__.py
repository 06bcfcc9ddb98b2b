"""How one clause is ruled on: the compiled engine, its slower equal over spans, pools of parts."""
